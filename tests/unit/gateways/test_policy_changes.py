"""The small file of material changes says what the policies themselves say."""

from shop.domain.policies import POLICY_NAMES
from shop.gateways.policy_changes import material_changes
from shop.gateways.policy_files import history


def test_says_of_every_material_version_what_the_policy_says():
    from_policies = [
        (p.name, p.version, p.title, p.effective_from, p.summary, before and before.version)
        for name in POLICY_NAMES
        for p, before in reversed(list(zip(history(name), [*history(name)[1:], None], strict=True)))
        if p.material
    ]
    told = [
        (c.policy, c.version, c.title, c.effective_from, c.summary, c.replaces)
        for c in material_changes()
    ]
    assert told == from_policies
