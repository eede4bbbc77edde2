"""docs/attacks.md says what docs/attacks.jsonl holds, and keeps the last full result of each attack."""

from tests.attack_page import KEPT, PAGE, joined, page_with, read


def test_the_page_is_made_from_the_results_beside_it() -> None:
    results = read(KEPT)
    assert len(results) > 1
    text = PAGE.read_text("utf-8")
    assert text == page_with(text, results)
    assert all(each["full"] for each in results)


def test_a_later_full_run_replaces_and_a_small_one_does_not() -> None:
    def result(what: str, tried: int, full: bool = True) -> dict[str, object]:
        return {"attack": "A5", "what": what, "full": full, "tried": tried}

    kept = [result("flipped", 1), result("moved", 2)]
    fresh = [result("flipped", 3), result("moved", 4, full=False), result("cut", 5)]
    assert joined(kept, fresh) == [result("cut", 5), result("flipped", 3), result("moved", 2)]


def test_one_runs_results_under_one_name_are_added_up() -> None:
    one = {"attack": "A17", "what": "planted", "full": True, "tried": 1, "caught": 1}
    missed = {**one, "caught": 0}
    assert joined([], [one, missed, one]) == [{**one, "tried": 3, "caught": 2}]
