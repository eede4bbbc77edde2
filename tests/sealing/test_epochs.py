"""The list of master keys: what could be read in two ways or does not fit is refused, and no key is quoted."""

import pytest
from cryptography.fernet import Fernet

from confidentiality.sealing.epochs import (
    KnownEpoch,
    MasterKey,
    new_epochs,
    read_master_keys,
    refuse_uncovered,
)
from tests.sealing.masters import new_master

ONE, OTHER = (Fernet.generate_key().decode() for _ in range(2))
FIRST, SECOND, THIRD = new_master(1), new_master(2), new_master(3)


def known(*held: MasterKey, destroyed: tuple[int, ...] = ()) -> list[KnownEpoch]:
    """Return what a database keeps of these master keys."""
    return [KnownEpoch(m.epoch, m.print, m.epoch in destroyed) for m in held]


def test_a_key_alone_is_the_first_epoch() -> None:
    assert [(m.epoch, m.key) for m in read_master_keys(ONE)] == [(1, ONE)]


def test_the_first_of_several_seals() -> None:
    found = read_master_keys(f" 2:{ONE} , 1:{OTHER},")
    assert [(m.epoch, m.key) for m in found] == [(2, ONE), (1, OTHER)]


def test_nothing_is_nothing() -> None:
    assert read_master_keys("") == read_master_keys(" , ") == ()


@pytest.mark.attack("A5")
@pytest.mark.parametrize(
    ("text", "words"),
    [
        (ONE[:-1], "entry 1 is cut"),
        (f"2:{ONE},1:{OTHER[:20]}", "entry 2 is cut"),
        (f"2:{ONE}{OTHER}", "entry 1 is cut"),
        (f"0:{ONE}", "entry 1 is cut"),
        (f"-1:{ONE}", "entry 1 is cut"),
        (f"two:{ONE}", "entry 1 is cut"),
        (f"12345:{ONE}", "entry 1 is cut"),
        (f"{ONE},{OTHER}", "not each has its epoch's number"),
        (f"2:{ONE},{OTHER}", "not each has its epoch's number"),
        (f"1:{ONE},1:{OTHER}", "two keys the number of one epoch"),
        (f"1:{ONE},2:{ONE}", "one key the numbers of two epochs"),
    ],
    ids=range(11),  # the keys are other ones in each process
)
def test_what_could_be_read_in_two_ways_is_refused(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words) as raised:
        read_master_keys(text)
    for key in (ONE, OTHER):
        assert key not in str(raised.value)
        assert key[:20] not in str(raised.value)


def test_a_master_key_shows_in_no_print() -> None:
    assert ONE not in repr(read_master_keys(ONE))


# ---- what a database knows


def test_the_print_tells_a_key_and_gives_nothing_away() -> None:
    master = MasterKey(1, ONE)
    assert master.print == MasterKey(7, ONE).print
    assert master.print != MasterKey(1, OTHER).print
    assert len(master.print) == 32
    assert not any(ONE[i : i + 8] in master.print for i in range(len(ONE) - 8))


def test_the_print_is_permanent() -> None:
    """It stands in databases: another way of making it would refuse every right key."""
    assert MasterKey(1, "A" * 43 + "=").print == "305ed2b0557cd5c354e51321c5db91ce"


def test_unknown_epochs_are_new_oldest_first() -> None:
    assert new_epochs([], [FIRST]) == [FIRST]
    assert new_epochs(known(FIRST), [THIRD, FIRST, SECOND]) == [SECOND, THIRD]
    assert new_epochs(known(FIRST, SECOND), [SECOND]) == []
    assert new_epochs(known(FIRST), []) == []


@pytest.mark.attack("A5")
def test_a_number_keeps_its_key_and_a_key_its_number() -> None:
    for held, words in (
        ([new_master(1)], "gives the number 1 to another master key"),
        ([SECOND, new_master(1)], "gives the number 1 to another master key"),
        ([MasterKey(2, FIRST.key)], "gives the number 2 to the master key of epoch 1"),
    ):
        for act in (
            lambda h: new_epochs(known(FIRST), h),
            lambda h: refuse_uncovered(known(FIRST), [1], h),
        ):
            with pytest.raises(ValueError, match=words):
                act(held)


def test_numbers_only_grow() -> None:
    for held in ([SECOND, FIRST], [THIRD, SECOND, FIRST], [new_master(4), SECOND]):
        with pytest.raises(
            ValueError, match=r"an epoch 2 that this database never had.*takes the number 4"
        ):
            new_epochs(known(FIRST, THIRD), held)


def test_every_key_in_use_must_open() -> None:
    refuse_uncovered(known(FIRST), [1], [FIRST])
    refuse_uncovered(known(FIRST, SECOND), [1, 2], [SECOND, FIRST])
    refuse_uncovered(known(FIRST, SECOND), [2], [SECOND])
    refuse_uncovered(known(FIRST, SECOND), [1, 2], [FIRST, SECOND])
    refuse_uncovered(known(FIRST, SECOND, destroyed=(1,)), [2], [SECOND, FIRST])
    for used, held, words in (
        ([1, 2], [SECOND], "lacks the master key of epoch 1, which"),
        ([1, 2], [THIRD], "lacks the master key of epoch 1 and epoch 2, which"),
        ([1, 2], [], "lacks the master key of epoch 1 and epoch 2, which"),
    ):
        with pytest.raises(ValueError, match=words):
            refuse_uncovered(known(FIRST, SECOND, THIRD), used, held)


def test_new_keys_go_into_an_epoch_that_stands() -> None:
    with pytest.raises(
        ValueError, match="begins with a master key whose epoch this database does not"
    ):
        refuse_uncovered(known(FIRST), [1], [SECOND, FIRST])
    with pytest.raises(
        ValueError, match="begins with a master key whose epoch this database does not"
    ):
        refuse_uncovered([], [], [])
    with pytest.raises(
        ValueError, match="begins with the master key of epoch 1, which was destroyed"
    ):
        refuse_uncovered(known(FIRST, SECOND, destroyed=(1,)), [2], [FIRST, SECOND])


def test_no_master_key_is_refused_beside_no_keys_too() -> None:
    with pytest.raises(ValueError, match="begins with a master key whose epoch this database"):
        refuse_uncovered(known(FIRST), [], [])
