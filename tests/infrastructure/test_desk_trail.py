"""Who calls the order desk is kept by CloudTrail where it is asked for, and by nobody else seen."""

import json

from tests.support.template import ROOT, resources, template

KINDS = ("AWS::CloudTrail::Trail", "AWS::S3::Bucket", "AWS::S3::BucketPolicy")
[TRAIL] = resources("AWS::CloudTrail::Trail").values()
[BUCKET] = resources("AWS::S3::Bucket").values()
[POLICY] = resources("AWS::S3::BucketPolicy").values()


def test_is_there_only_where_it_is_asked_for():
    made = [r for r in template()["Resources"].values() if r["Type"] in KINDS]
    assert {resource["Condition"] for resource in made} == {"HasDeskTrail"}
    assert template()["Parameters"]["DeskTrail"]["Default"] == "false"
    assert "DeskTrail=true" in (ROOT / "samconfig.toml").read_text().partition("[prod.")[2]


def test_keeps_the_calls_of_the_desk_and_nothing_that_is_paid_for_elsewhere():
    [selector] = TRAIL["EventSelectors"]
    [watched] = selector["DataResources"]
    assert watched["Values"] == [{"Fn::GetAtt": "DeskFunction.Arn"}]
    assert selector["IncludeManagementEvents"] is False
    assert selector["ReadWriteType"] == "All"
    assert (TRAIL["IsLogging"], TRAIL["EnableLogFileValidation"]) == (True, True)


def test_nobody_reads_it_over_the_internet_and_it_is_forgotten_after_a_year():
    assert set(BUCKET["PublicAccessBlockConfiguration"].values()) == {True}
    [rule] = BUCKET["LifecycleConfiguration"]["Rules"]
    assert (rule["Status"], rule["ExpirationInDays"]) == ("Enabled", 365)


def test_only_this_trail_may_write():
    name = TRAIL["TrailName"]["Fn::Sub"]
    for statement in POLICY["PolicyDocument"]["Statement"]:
        if statement["Effect"] == "Allow":
            assert statement["Principal"] == {"Service": "cloudtrail.amazonaws.com"}
            source = statement["Condition"]["StringEquals"]["aws:SourceArn"]["Fn::Sub"]
            assert source.endswith(f":trail/{name}")
        else:
            assert "aws:SecureTransport" in json.dumps(statement["Condition"])
