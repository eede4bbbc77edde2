"""The list of master keys: what could be read in two ways is refused, and no key is quoted."""

import pytest
from cryptography.fernet import Fernet

from confidentiality.sealing.epochs import read_master_keys

ONE, OTHER = (Fernet.generate_key().decode() for _ in range(2))


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
