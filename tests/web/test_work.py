"""Long work takes turns, or a thread: whatever else is to be done is done in between."""

import asyncio
import threading
from collections.abc import Awaitable, Callable

import pytest

from app.web.work import SLICE, Work
from tests.web.asgi import run


async def with_rounds(work: Callable[[Callable[[], int]], Awaitable[object]]) -> int:
    """The rounds of the loop that pass while something is done; the work is given what counts them."""
    rounds, over = 0, False

    async def count() -> None:
        nonlocal rounds
        while not over:
            rounds += 1
            await asyncio.sleep(0)

    counting = asyncio.create_task(count())
    await asyncio.sleep(0)
    await work(lambda: rounds)
    over = True
    await counting
    return rounds


@pytest.mark.parametrize("count", [0, 1, SLICE, SLICE + 1, 3 * SLICE])
def test_each_item_is_made_once_and_in_order(count: int) -> None:
    async def work() -> list[int]:
        return await Work().each(range(count), lambda number: -number)

    assert run(work()) == [-number for number in range(count)]


def test_those_who_make_something_at_once_have_their_slices_in_turn() -> None:
    """Never two slices in one round of the loop, however many wait; and nobody waits for another's end."""
    seen: list[tuple[int, str]] = []

    def makes(name: str, rounds: Callable[[], int]) -> Callable[[int], None]:
        return lambda number: seen.append((rounds(), name)) if number % SLICE == 0 else None

    async def work() -> None:
        made = Work()

        def both(rounds: Callable[[], int]) -> Awaitable[object]:
            return asyncio.gather(*(made.each(range(3 * SLICE), makes(name, rounds)) for name in "abc"))

        await with_rounds(both)

    run(work())
    rounds = [number for number, _ in seen]
    assert [name for _, name in seen] == list("abcabcabc")
    assert len(set(rounds)) == len(rounds)


def test_much_is_made_in_a_thread_and_the_loop_goes_on() -> None:
    async def work() -> tuple[str, bool]:
        made, began, end = Work(), threading.Event(), threading.Event()

        def make() -> str:
            began.set()
            assert end.wait(5)
            return threading.current_thread().name

        task = asyncio.create_task(made.whole(SLICE + 1, make))
        while not began.is_set():
            await asyncio.sleep(0.001)
        at_work = not task.done()
        end.set()
        name = await task
        made.stop()
        return name, at_work

    name, at_work = run(work())
    assert (name.startswith("homeward-work"), at_work) == (True, True)


def test_little_is_made_here() -> None:
    async def work() -> threading.Thread:
        return await Work().whole(SLICE, threading.current_thread)

    assert run(work()) is threading.main_thread()


def test_an_error_ends_neither_the_turns_nor_the_thread() -> None:
    def fails(*_: object) -> None:
        raise ValueError("of the work")

    async def work() -> list[int]:
        made = Work()
        for count in (1, SLICE + 1):
            with pytest.raises(ValueError, match="of the work"):
                await made.whole(count, fails)
            with pytest.raises(ValueError, match="of the work"):
                await made.each(range(count), fails)
        assert await made.whole(SLICE + 1, lambda: 7) == 7
        made.stop()
        return await made.each([1, 2], lambda number: number)

    assert run(work()) == [1, 2]


def test_who_is_cut_off_while_waiting_leaves_no_work_behind() -> None:
    async def work() -> list[str]:
        made, end, done = Work(), threading.Event(), []
        first = asyncio.create_task(made.whole(SLICE + 1, lambda: end.wait(5)))
        await asyncio.sleep(0)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await made.whole(SLICE + 1, lambda: done.append("too late"))
        end.set()
        await first
        await made.whole(SLICE + 1, lambda: done.append("next"))
        made.stop()
        return done

    assert run(work()) == ["next"]
