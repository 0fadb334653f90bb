"""Which words spoke for a verdict."""

from digest.heads import parsed, written
from digest.spoken import told, words


def test_neighbouring_grams_are_put_together_to_words() -> None:
    spoken = {"s:机器": 0.4, "s:器人": 0.4, "s:补助": 1.0, "s:公示": -0.8, "t:通知": 0.3}
    assert words("公示机器人和补助", spoken) == [("补助", 1.0), ("机器人", 0.8)]


def test_a_gram_that_stands_twice_shares_what_it_says() -> None:
    assert words("补贴与补贴", {"s:补贴": 1.0}) == [("补贴", 1.0)]


def test_the_account_tells_signs_and_surroundings_apart() -> None:
    names = ["s:补助", "L:application.policy.done", "t:通知", "p:公示"]
    head = parsed(written(names, [[1, -1], [2, -2], [0.5, -0.5], [-0.25, 0.25]], ["yes", "no"], [0, 0], {}))
    account = told(head, dict.fromkeys(names, 1.0), "yes", "no", "补助")
    assert account["rather_than"] == "no"
    assert list(account["words"]) == ["补助"]
    assert account["signs"] == {"application.policy.done": 4.0}
    assert set(account["around"]) == {"title", "sentence before"}
