import pytest

from tools.local_cloud.artifacts import (
    Artifact,
    artifacts_of,
    code_of,
    essence,
    read_template,
    zipped,
)
from tools.local_cloud.place import PROJECT
from tools.local_cloud.progress import Failure

TEMPLATE = """\
Resources:
  ShopLayer:
    Type: AWS::Serverless::LayerVersion
    Metadata: {BuildMethod: makefile}
    Properties: {ContentUri: layers/shop}
  CartFunction:
    Type: AWS::Serverless::Function
    Metadata: {BuildMethod: makefile, ContextPath: functions}
    Properties:
      CodeUri: functions/cart
      Role: !GetAtt CartRole.Arn
      Layers: [!Ref ShopLayer]
      Environment: {Variables: {URL: !Sub "https://${Domain}/"}}
  CartsTable:
    Type: AWS::DynamoDB::Table
"""


@pytest.fixture
def template(tmp_path):
    path = tmp_path / "template.yaml"
    path.write_text(TEMPLATE)
    return read_template(path)


def test_reads_the_short_forms_of_cloudformation(template):
    properties = template["Resources"]["CartFunction"]["Properties"]
    assert properties["Role"] == {"Fn::GetAtt": ["CartRole", "Arn"]}
    assert properties["Layers"] == [{"Ref": "ShopLayer"}]
    assert properties["Environment"]["Variables"]["URL"] == {"Fn::Sub": "https://${Domain}/"}


def test_tells_on_which_line_a_template_is_broken(tmp_path):
    path = tmp_path / "template.yaml"
    path.write_text(TEMPLATE + " bad: [\n")
    with pytest.raises(Failure, match=r"^template\.yaml, line 16: "):
        read_template(path)


@pytest.mark.parametrize("text", ["", "Parameters: {}\n", "just words\n"])
def test_refuses_a_template_without_resources(tmp_path, text):
    path = tmp_path / "template.yaml"
    path.write_text(text)
    with pytest.raises(Failure, match="no Resources"):
        read_template(path)


def test_finds_what_a_makefile_builds(template):
    assert artifacts_of(template) == [
        Artifact(
            "ShopLayer", "ContentUri", PROJECT / "layers/shop", PROJECT / "layers/shop/Makefile"
        ),
        Artifact(
            "CartFunction", "CodeUri", PROJECT / "functions/cart", PROJECT / "functions/Makefile"
        ),
    ]


@pytest.mark.parametrize(
    ("changed", "rebuilt"),
    [
        ("layers/shop/shop/web/templates/home.html", ["ShopLayer"]),
        ("functions/cart/app.py", ["CartFunction"]),
        ("functions/Makefile", ["CartFunction"]),
        ("functions/contact/app.py", []),
        ("template.yaml", []),
    ],
)
def test_rebuilds_only_what_a_changed_file_goes_into(template, changed, rebuilt):
    paths = [PROJECT / changed]
    assert [
        artifact.logical_id for artifact in artifacts_of(template) if artifact.is_made_of(paths)
    ] == rebuilt


def test_finds_where_the_deployed_code_is_kept(template):
    assert code_of(template) == {"ShopLayer": "layers/shop", "CartFunction": "functions/cart"}


def test_zips_equal_contents_to_equal_bytes(tmp_path):
    for name in ("one", "two"):
        folder = tmp_path / name / "python"
        folder.mkdir(parents=True)
        (folder / "b.py").write_text("b = 1\n")
        (folder / "a.py").write_text("a = 1\n")
    assert zipped(tmp_path / "one") == zipped(tmp_path / "two")


@pytest.mark.parametrize(
    ("output", "said"),
    [
        (
            """\
            *** Error compiling '/build/app.py'...
              File "/var/task/app.py", line 3
                def x(:
                      ^
            SyntaxError: invalid syntax

            Error: CustomMakeBuilder:MakeBuild - Make Failed
            """,
            'File "/var/task/app.py", line 3: SyntaxError: invalid syntax',
        ),
        ("Building\nError: no such file\n\n", "no such file"),
        ("Something odd\n", "Something odd"),
        ("", "it said nothing"),
    ],
)
def test_boils_a_failed_build_down_to_one_line(output, said):
    assert essence(output.splitlines()) == said
