"""Which browser story leads from each clause's entry on the policy page to its rule, its refusal, the mend, the pass.

Chapters 2 to 4: what somebody finds who has read only the policy.
"""

import ast
from pathlib import Path

from confidentiality.policy.proofs import proofs
from confidentiality.policy.registry import CLAUSES, State

TESTS = Path(__file__).parents[1]
EACH = "test_clauses.py::test_each_clause_refuses_leads_to_what_mends_it_and_lets_it_go"
ON_A_GROUND = "test_bases.py::test_it_is_asked_mended_signed_by_another_and_released"
HIS = "test_grounds.py::test_a_man_s_file_opens_on_his_written_word_and_where_the_law_leaves_no_choice"
WALKS = {
    "2.1": (ON_A_GROUND,),
    "2.2": (HIS, ON_A_GROUND),
    "3.1.1": (ON_A_GROUND,),
    "3.2.1": (EACH,),
    "3.3.1": (
        ON_A_GROUND,  # serious harm
        "test_callers.py::test_the_same_is_said_to_everybody_and_a_manager_of_either_service_looks",
    ),
    "3.3.2 a": (ON_A_GROUND,),
    "3.3.2 b": (EACH, ON_A_GROUND),
    "3.3.2 c": (EACH,),
    "3.3.2 d": (EACH,),
    "3.3.2 e": (EACH,),
    "4.1.1": (EACH,),
    "4.2.1": (HIS, ON_A_GROUND),
    "4.3.1": (ON_A_GROUND,),
    "4.4.1": ("test_groups.py::test_each_part_refuses_or_waits_until_it_is_mended",),
    "4.4.2": (EACH,),
    "4.5.1": (
        "test_callers.py::test_nothing_of_a_colleague_is_given_out_before_the_person_says_what",
    ),
    "4.6.6": ("test_lock.py::test_a_wrong_password_unlocks_nothing_and_the_fifth_ends_the_session",),
}  # fmt: skip
FROM_THE_POLICY = {"at_its_place", "to_disclosures", "to_a_ground"}


def begins_at_the_policy(story: str) -> bool:
    """Whether a browser test, or what it calls of its file, comes from the policy page."""
    name, _, test = story.partition("::")
    module = ast.parse((TESTS / "browser" / name).read_text("utf-8"))
    calls = {
        each.name: {ast.unparse(c.func) for c in ast.walk(each) if isinstance(c, ast.Call)}
        for each in module.body
        if isinstance(each, ast.FunctionDef)
    }
    called = calls[test].union(*(calls.get(inner, set()) for inner in calls[test]))
    return bool(called & FROM_THE_POLICY)


def test_each_clause_of_chapters_2_to_4_is_walked_from_the_policy_in_the_browser() -> None:
    enforced = {c.number for c in CLAUSES if c.state == State.ENFORCED and c.number[0] in "234"}
    assert len(enforced) > 10
    assert set(WALKS) == enforced
    found = proofs(TESTS)
    for clause, stories in WALKS.items():
        for story in stories:
            assert f"tests/browser/{story}" in found[clause], (clause, story)
            assert begins_at_the_policy(story), story
