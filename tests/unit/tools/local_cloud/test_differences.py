from tests.support.template import resources, template
from tools.local_cloud.differences import for_the_local_cloud


def test_leaves_out_versions_and_gradual_deployments_and_nothing_else():
    local = for_the_local_cloud(template())

    here = set(local["Resources"])
    # What looks at a version; a dashboard shows the alarm.
    assert set(template()["Resources"]) - here == {"NewVersionFailingAlarm", "HealthDashboard"}
    assert [n for n, r in local["Resources"].items() if "Function.Version" in str(r)] == []
    assert [n for n, r in local["Resources"].items() if "NewVersionFailing" in str(r)] == []
    assert "live" not in str(local["Resources"]["OrdersFunction"])
    properties = template()["Resources"]["OrdersFunction"]["Properties"]
    left_out = {
        "AutoPublishAlias",
        "AutoPublishAliasAllProperties",
        "VersionDescription",
        "DeploymentPreference",
    }
    assert set(properties) - set(local["Resources"]["OrdersFunction"]["Properties"]) == left_out
    assert local["Resources"]["OrdersTable"] == template()["Resources"]["OrdersTable"]


def test_checkout_and_login_are_deployed_by_and_by_and_taken_back_by_an_alarm():
    functions = resources("AWS::Serverless::Function")
    gradual = {name for name, properties in functions.items() if "AutoPublishAlias" in properties}

    assert gradual == {"OrdersFunction", "SessionsFunction"}
    for name in gradual:
        preference = functions[name]["DeploymentPreference"]
        condition, in_production, elsewhere = preference["Type"]["Fn::If"]
        assert (condition, in_production) == ("IsProduction", "Canary10Percent5Minutes")
        assert elsewhere == "AllAtOnce"
        assert "NewVersionFailingAlarm" in str(preference["Alarms"])
