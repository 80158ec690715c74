"""Campaigns and comments in both databases: one writer at a time, deeds and rows together, nothing but what was seen is changed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from govdoc.audits import Row
from govdoc.campaign import Campaign, Item, ItemQuery, Phase, item_subject, publication, totals
from govdoc.comments import Comment, CommentState
from govdoc.document import Document
from govdoc.errors import NotFoundError
from govdoc.people import Deed
from govdoc.store import Store, open_store
from govdoc.store.campaigns import CampaignClosed, ChangedMeanwhile

AT = datetime(2026, 5, 6, tzinfo=UTC)
MANY = 8


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with open_store(url) as opened:
        opened.put_documents([Document(f"d{n}", f"第{n}号办法", f"第一条　第{n}件。") for n in range(MANY)], AT)
        yield opened


def begun(store: Store, many: int = MANY) -> str:
    rows = [Row("lapse", "已届满", f"d{n}", f"第{n}号办法", f"清政发〔2016〕{n}号") for n in range(many)]
    campaign = Campaign("", "清理", "甲局", ("甲局",), date(2025, 12, 31), False, "li", AT)
    return store.campaigns.open(campaign, rows).id


def decided(item: Item, by: str, decision: str = "lapsed") -> tuple[str, Deed]:
    after = {"decision": decision, "reason_code": "term_over", "reason": "失效。", "version": item.version, "document": item.document_id}  # fmt: skip
    return item.document_id, Deed(AT, by, "item decided", "", None, after)


def test_of_many_at_once_one_is_recorded_and_the_others_are_told(store: Store) -> None:
    id = begun(store)
    item = store.campaigns.item(id, "d0")
    won: list[str] = []
    lost: list[str] = []

    def decide(name: str) -> None:
        try:
            store.campaigns.record(id, {"d0": item.state.revision}, [decided(item, name)])
            won.append(name)
        except ChangedMeanwhile:
            lost.append(name)

    threads = [threading.Thread(target=decide, args=(f"r{n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(won), len(lost)) == (1, 5)
    stood = store.campaigns.item(id, "d0").state.standing
    assert stood is not None
    assert stood.review.reviewer == won[0]
    assert [e.deed.actor for e in store.campaigns.deeds_on(id, "d0")] == won
    assert list(store.campaigns.problems()) == []
    assert list(store.people.trail_problems()) == []


def test_from_the_list_to_the_end_deeds_and_rows_say_the_same(store: Store) -> None:
    first, id = begun(store, 3), begun(store)
    assert (first, id) == ("2026-1", "2026-2")
    items = store.campaigns.items(ItemQuery(id))
    seen = {item.document_id: item.state.revision for item in items}
    store.campaigns.record(id, seen, [decided(item, "li") for item in items])
    assert [one.document_id for one in store.campaigns.items(ItemQuery(id, words="第3号"))] == ["d3"]
    assert store.campaigns.items(ItemQuery(id, words="100%_")) == []
    groups = store.campaigns.groups()
    assert {name: totals(some).by_outcome["lapsed"] for name, some in groups.items()} == {first: 0, id: MANY}
    before, campaign = store.revision(), store.campaigns.get(id)
    deeds = publication(campaign, store.campaigns.items(ItemQuery(id)), actor="li", at=AT)
    store.campaigns.publish(id, campaign.revision, deeds, actor="li", at=AT)
    assert store.campaigns.get(id).phase is Phase.PUBLISHED
    assert store.changed_since(before) == tuple(f"d{n}" for n in range(MANY))
    made = store.people.reviews()["d5"][0]
    assert (made.office, made.campaign, made.reviewer) == ("甲局", id, "li")
    assert list(store.campaigns.problems()) == []
    with pytest.raises(CampaignClosed):
        store.campaigns.record(id, {}, [decided(items[0], "li")])
    with pytest.raises(NotFoundError):
        store.campaigns.record(first, {"d7": 0}, [decided(items[7], "li")])


def test_a_document_without_a_text_is_not_listed_and_an_item_s_deeds_are_no_reviews(store: Store) -> None:
    rows = [Row("judge", "", name, name) for name in ("d0", "gone")]
    id = store.campaigns.open(Campaign("", "清理", "甲局", ("甲局",), date(2025, 1, 1), False, "li", AT), rows).id
    (item,) = store.campaigns.items(ItemQuery(id))
    store.campaigns.record(id, {"d0": 0}, [decided(item, "li")])
    assert store.people.reviews() == {}
    assert store.people.deeds_on(item_subject(id, "d0")) == ()


def test_comments_are_kept_counted_and_handled_once(store: Store) -> None:
    id = begun(store)
    assert store.comments.add(Comment(id, "d0", "建议废止。", AT, "电话")) is None
    assert store.comments.add(Comment(id, "d0", "建议废止。", AT)) == "again"
    assert store.comments.add(Comment(id, "d1", "建议废止。", AT)) is None
    assert store.comments.counts(id) == {("d0", CommentState.WAITING): 1, ("d1", CommentState.WAITING): 1}
    (comment,) = store.comments.of_item(id, "d0")
    deed = Deed(AT, "li", "comment published", "")
    handled = store.comments.handle(comment.id, comment.revision, CommentState.PUBLISHED, "谢谢。", deed)
    with pytest.raises(ChangedMeanwhile):
        store.comments.handle(comment.id, comment.revision, CommentState.REFUSED, None, deed)
    assert store.comments.of_campaign(id, CommentState.PUBLISHED) == (handled,)
    with pytest.raises(NotFoundError):
        store.comments.get(999)


def test_of_a_document_removed_for_good_nothing_stays_in_the_list(store: Store) -> None:
    id = begun(store)
    store.redact("d0", "法院裁定", AT)
    row = store.campaigns.item(id, "d0").row
    assert (row.title, row.number, row.evidence) == ("（已撤下）", None, ())
    assert "第0号" not in str(row)
    assert store.campaigns.items(ItemQuery(id, words="第0号")) == []
