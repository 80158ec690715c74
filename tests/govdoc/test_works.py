"""Copies become one work, look-alikes do not."""

from __future__ import annotations

import random
from datetime import date

from govdoc.document import Document
from govdoc.works import group_works, work_key

TEXT = "为保障困难群众基本生活，经区政府研究，决定自本月起提高城乡最低生活保障标准，现将有关事项通知如下，请认真执行。"


def doc(one: str, **fields: object) -> Document:
    return Document(**{"id": one, "title": "关于提高低保标准的通知", "text": TEXT, **fields})  # type: ignore[arg-type]


def group(*documents: Document) -> dict[str, str]:
    return group_works(work_key(d) for d in documents)


def test_the_earliest_publication_leads() -> None:
    copies = [doc("b", published_on=date(2020, 1, 2)), doc("a", published_on=date(2020, 3, 1)), doc("c")]
    assert group(*copies) == {"a": "b", "b": "b", "c": "b"}


def test_space_and_punctuation_do_not_matter() -> None:
    spaced = TEXT.replace("，", " , ").replace("。", "．\n")
    assert len(set(group(doc("a"), doc("b", text=spaced)).values())) == 1


def test_same_number_and_title_is_one_work_even_without_text() -> None:
    assert (
        len(set(group(doc("a", number="云政发〔2019〕5号"), doc("b", number="云政发〔2019〕5号", text="")).values()))
        == 1
    )


def test_look_alikes_stay_apart() -> None:
    last_year = doc("b", text=TEXT.replace("本月", "次月"))
    same_number = doc("c", title="关于公布权责清单的通知", text="另一件事。" * 20, number="云政发〔2019〕5号")
    empty = (doc("d", text=""), doc("e", text=""))
    assert len(set(group(doc("a", number="云政发〔2019〕5号"), last_year, same_number, *empty).values())) == 5


def test_the_order_of_the_input_does_not_matter() -> None:
    documents = [
        doc(f"{i}", text=TEXT + str(i % 7), number=f"云政发〔2019〕{i % 5}号" if i % 2 else None) for i in range(60)
    ]
    expected = group(*documents)
    shuffled = documents[:]
    random.Random(7).shuffle(shuffled)
    assert group(*shuffled) == expected
