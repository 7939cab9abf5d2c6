"""The steps of the bench, each of which may fail without the others."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench import questions
from bench.cached import measure_cached
from bench.goals import CACHED, DATASETTE, ORM, ORM_PG, PG, US
from bench.itself import measure_depth, measure_growth, measure_knowledge
from bench.lives import CACHE, READY, measure_any_filters, measure_cache, measure_starts, measure_workers
from bench.peers import build_postgres
from bench.postgres import postgres
from bench.processes import SERVER_CORE, memory, pin, run_watched, tree
from bench.questions import Question
from bench.reads import Effort, Peer, Reads
from bench.results import Results, say
from bench.servers import HOMEWARD, Server, asgi, homeward, serving
from bench.streams import measure_streams
from bench.workspace import Workspace, homeward_env
from bench.world import World

COMBINATIONS = 200
COMMON: tuple[Callable[[World], Question], ...] = (
    questions.by_id,
    questions.filtered_page,
    questions.words,
    questions.count,
    questions.facets,
    questions.seven_facets,
    questions.box,
)
ORM_APP = [part for part in asgi("bench.orm:app") if part != "--factory"]


class Bench:
    """After each step, `keep` writes down what is known by then."""

    def __init__(
        self, world: World, effort: Effort, space: Workspace, results: Results, keep: Callable[[], object]
    ) -> None:
        self.world, self.effort, self.space, self.results = world, effort, space, results
        self.folder = space.folder
        self.means = (effort, results, space.folder)
        self.stack, self.keep = ExitStack(), keep

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        say(f"{name} …")
        begun = time.perf_counter()
        try:
            yield
        except Exception as error:
            # Whatever a step trips over, the others still have something to say.
            self.results.fail(name, error)
        say(f"  {time.perf_counter() - begun:.0f} s")
        self.keep()

    def serve(self, name: str, command: list[str], env: dict[str, str], ready: str) -> Server:
        """A server on its core until the bench ends."""
        return self.stack.enter_context(serving(name, command, env, self.folder / f"{name}.log", ready))

    def product(self, name: str, url: str, cache: int = 0) -> Server:
        return self.serve(name, homeward(), homeward_env(url, cache), READY)

    def sqlite(self, world: World | None = None) -> str:
        return f"sqlite:///{self.space.loaded(world or self.world)}"

    def loads(self) -> None:
        """The big load counts where it was made anew or kept with its figures; the small one always runs."""
        with self.step("loading"):
            ran = self.space.load_of(self.world)
            self.results.number("seconds to load", ran.seconds)
            self.results.number("minutes to load a million", ran.seconds / self.world.events * 1e6 / 60)
            self.results.number("MB of a load", ran.peak / 1e6)
            if ran.seconds > 60:
                self.results.number("lines of progress", sum("left" in line for line in ran.said.splitlines()))
        with self.step("loading the bundled set"):
            path = self.folder / "bundled.sqlite"
            path.unlink(missing_ok=True)
            env = homeward_env(f"sqlite:///{path}")
            ran = run_watched([*HOMEWARD, "load", "--bundled"], env, self.folder, 300)
            self.results.number("seconds to load the bundled set", ran.seconds)
            path.unlink()

    def cached(self) -> None:
        with self.step("cached answers"):
            effort = Effort(self.effort.seconds, self.effort.repeats + 1, (1, 32))
            measure_cached(self.product(CACHED, self.sqlite(), CACHE), effort, self.results, self.folder)

    def peer(self, name: str, form: str, command: list[str], env: dict[str, str], ready: str) -> list[Peer]:
        """A peer that started, or none."""
        try:
            return [Peer(self.serve(name, command, env, ready), form)]
        except RuntimeError as error:
            self.results.fail(name, error)
            return []

    def orm(self, name: str, url: str) -> list[Peer]:
        return self.peer(name, questions.ORM, ORM_APP, {"BENCH_ORM_URL": url}, "/events/count")

    def reads(self) -> None:
        """The product and its peers on SQLite, then what only the product can answer."""
        with self.step("starting servers on SQLite"):
            ours, plain = self.product(US, self.sqlite()), self.space.plain(self.world)
            env = {"BENCH_SQLITE": str(plain)}
            browse = self.peer(DATASETTE, questions.DATASETTE, asgi("bench.browse:datasette"), env, "/plain.json")
            peers = [Peer(ours, questions.PRODUCT), *browse, *self.orm(ORM, f"sqlite+aiosqlite:///{plain}")]
            self.ask_all(peers, plain)
            self.growth(ours)
            self.memory(ours)
            self.streams(ours, peers[1:])

    def ask_all(self, peers: list[Peer], plain: Path) -> None:
        reads = Reads(peers, self.effort, self.results, self.folder)
        for make in COMMON:
            with self.step(make.__name__):
                reads.ask(make(self.world))
        with self.step("deep page"):
            deep = questions.deep(self.world, peers[0].server, plain)
            reads.ask(deep)
            measure_depth(peers[0].server, deep.addresses[questions.PRODUCT], *self.means)
        with self.step("the page as it was known"):
            measure_knowledge(peers[0].server, self.world, *self.means)
        with self.step("facets of any filters"):
            measure_any_filters(peers[0].server, self.world, self.results, COMBINATIONS)

    def growth(self, ours: Server) -> None:
        with self.step("growth from 100 events"):
            small = World(100, self.world.seed)
            few = self.product("100 events", self.sqlite(small))
            measure_growth(ours, self.world, few, small, *self.means)

    def memory(self, ours: Server) -> None:
        ours.settle()
        dirty = f"{memory(ours.pids, 'Private_Dirty') / 1e6:.1f} of it written to"
        self.results.number("MB after all questions", ours.private() / 1e6, dirty)

    def streams(self, ours: Server, peers: list[Peer]) -> None:
        addresses = {questions.DATASETTE: "/plain/record.csv?_stream=on&_size=max", questions.ORM: "/events.csv"}
        with self.step("streams"):
            others = [(peer.server, addresses[peer.form]) for peer in peers]
            measure_streams(ours, others, self.results, self.effort.repeats + 1, 30)

    def postgres(self) -> None:
        """The product and the ORM application on one PostgreSQL server, whose work counts as theirs."""
        with self.step("PostgreSQL"), postgres() as server:
            url, plain = server.database(), server.database()
            ran = self.space.load(self.world, url)
            self.results.number("seconds to load, PostgreSQL", ran.seconds)
            build_postgres(self.space.dataset(self.world), plain)
            pin(tree(server.pid), SERVER_CORE)
            ours = self.product(PG, url)
            peers = [Peer(ours, questions.PRODUCT), *self.orm(ORM_PG, plain.replace("://", "+asyncpg://"))]
            for peer in peers:
                peer.server.helpers = [server.pid]
            self.ask_all(peers, self.space.plain(self.world))
            self.stack.close()

    def lives(self) -> None:
        """What needs servers of its own."""
        loaded = self.space.loaded(self.world)
        page = questions.filtered_page(self.world)
        with self.step("starts"):
            measure_starts(loaded, self.results, 5, self.folder)
        with self.step("a full cache"):
            measure_cache(loaded, questions.large_pages(), self.results, self.folder)
        with self.step("two workers"):
            measure_workers(loaded, page, self.effort, self.results, self.folder)

    def everything(self, *, with_postgres: bool) -> None:
        self.loads()
        for part in (self.cached, self.reads):
            with self.stack:
                part()
        self.lives()
        if with_postgres:
            with self.stack:
                self.postgres()
