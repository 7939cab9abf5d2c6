"""A timeline drawn to scale. Uncertain dates have soft ends; status is told by shape, never by colour alone.

The drawing stands alone (`svg`: with its style sheet, a background, a title and a description) or in a page,
where the same events are listed beside it and screen readers are spared the picture.
"""

from collections.abc import Iterator, Sequence
from html import escape

from app.dates import Span, parse_day
from app.datetext import long_day
from app.formats.base import Context, Format, Item
from app.formats.html_assets import drawing_style
from app.formats.svg_axis import ticks
from app.formats.svg_layout import DOT, FEW, Mark, Placed, lanes_of, placed
from app.formats.svg_scale import MARGIN, WIDTH, Scale, scale_of
from app.formats.words import in_words

HOLLOW = ("expected", "announced", "planned", "cancelled")
HEAD, LANE_HEAD, FOOT = 34.0, 26.0, 10.0
SOFT = "".join(
    f'<linearGradient id="{name}-in"><stop class="none {name}"/><stop offset="1" class="{name}"/></linearGradient>'
    f'<linearGradient id="{name}-out"><stop class="{name}"/><stop offset="1" class="none {name}"/></linearGradient>'
    for name in ("other", "return")
)
"""A gradient has the colour of its own place, not of what it paints, so there is a pair for each colour."""


def render(items: Sequence[Item], context: Context) -> bytes:
    """A picture for any page: one file that needs nothing else."""
    body, height = drawn(items, context)
    number = f"{len(items)} event{'' if len(items) == 1 else 's'}"
    title = f"{context.title}, as known on {long_day(parse_day(context.known_on))}"
    said = f"A timeline of {number}, drawn to scale. Soft ends are uncertain dates; hollow marks did not take place."
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {height + 30:g}" width="{WIDTH:g}" '
        f'height="{height + 30:g}" class="drawing" aria-labelledby="title said" lang="en">'
        f'<title id="title">{escape(title)}</title><desc id="said">{escape(said)}</desc>'
        f'<style>{drawing_style()}</style><rect class="paper" width="100%" height="100%"/>'
        f'<text class="heading" x="20" y="20">{escape(title)}</text><g transform="translate(0 30)">'
    )
    return f"{head}{body}</g></svg>\n".encode()


def embedded(items: Sequence[Item], context: Context, span: Span | None = None) -> str:
    """The drawing inside a page, whose list says the same in words."""
    body, height = drawn(items, context, span)
    return (
        f'<svg viewBox="0 0 {WIDTH:g} {height:g}" width="{WIDTH:g}" height="{height:g}" class="drawing" '
        f'aria-hidden="true" focusable="false">{body}</svg>'
    )


def drawn(items: Sequence[Item], context: Context, span: Span | None = None) -> tuple[str, float]:
    """The lanes under one another over the lines of the axis; and how high that is."""
    scale = scale_of(items, context, span)
    parts: list[str] = []
    top, few = HEAD, len(items) <= FEW
    row_height = 17.0 if few else 13.0
    for name, members in lanes_of(items).items():
        marks = placed(members, scale, context, all_titled=few)
        parts += lane_names(name, top + 14)
        top += LANE_HEAD
        parts += [drawn_event(one, top + one.row * row_height, row_height) for one in marks]
        top += (max(one.last_row for one in marks) + 1) * row_height + FOOT
    if not items:
        parts.append('<text class="lane" x="20" y="60">No event matches.</text>')
        top += 40
    return f"<defs>{SOFT}</defs>" + "".join([*axis(scale, top, context), *parts]), top


def lane_names(name: str, y: float) -> Iterator[str]:
    """At the left; and at the right, where a page shows it to who sees that end first, on a narrow screen."""
    yield f'<text class="lane" x="20" y="{y:g}">{escape(name)}</text>'
    yield f'<text class="lane again" x="{WIDTH - 20:g}" y="{y:g}" text-anchor="end">{escape(name)}</text>'


def axis(scale: Scale, height: float, context: Context) -> Iterator[str]:
    """Lines of time, and a broken one at the day of knowledge."""
    for tick in ticks(scale):
        x = scale.x(tick.day)
        yield f'<path class="grid" d="M{x:.1f} 22V{height:.0f}"/>'
        anchor = "start" if x < 28 else "end" if x > WIDTH - 28 else "middle"
        yield f'<text class="tick" x="{x:.1f}" y="14" text-anchor="{anchor}">{tick.label}</text>'
    today = scale.x(parse_day(context.known_on) + 1)
    if MARGIN <= today <= WIDTH - MARGIN:
        yield f'<path class="known" d="M{today:.1f} 22V{height:.0f}"/>'


def drawn_event(one: Placed, top: float, height: float) -> str:
    """A link to the event; its mark, its words for the pointer, and its title where there is room."""
    event, y = one.event, top + height / 2
    said = f"{event['date']['text']}: {event['title']} ({in_words(event['kind'])}, {event['status']})"
    href = escape(event["links"]["html"])
    label = words_beside(one, y + 4 + height * one.below) if one.label is not None else ""
    shape = "".join(shapes(one, y))
    return (
        f'<a href="{href}" tabindex="-1" class="{event["status"]} k-{event["kind"]}">'
        f"<title>{escape(said)}</title>{shape}{label}</a>"
    )


def words_beside(one: Placed, y: float) -> str:
    """The title, at the mark whatever the letters' width really is."""
    assert one.label is not None
    left = one.label < one.mark.begins and not one.below
    place = f'x="{one.mark.begins - 6:.1f}" text-anchor="end"' if left else f'x="{one.label:.1f}"'
    return f'<text {place} y="{y:.1f}">{escape(one.event["title"])}</text>'


def shapes(one: Placed, y: float) -> Iterator[str]:
    """Filled; hollow where it did not, or not yet, take place; dashed before it does; crossed out if cancelled."""
    mark, status = one.mark, one.event["status"]
    if mark.dot:
        yield f'<circle class="m" cx="{mark.left:.1f}" cy="{y:.1f}" r="{DOT / 2:g}"/>'
    elif status in HOLLOW:
        yield from outline(mark, y)
    else:
        yield from filling(mark, y, "return" if one.event["kind"] == "handover" else "other")
    if status == "cancelled":
        yield f'<path class="cross" d="M{mark.middle - 6:.1f} {y - 6:.1f}l12 12m0 -12l-12 12"/>'
    if status == "suspended":
        yield f'<path class="stop" d="M{mark.ends:.1f} {y - 6:.1f}v12m3 -12v12"/>'
    if mark.arrow:
        yield f'<path class="m" d="M{mark.right:.1f} {y - 4:.1f}l7 4l-7 4z"/>'


def filling(mark: Mark, y: float, colour: str) -> Iterator[str]:
    """The solid part between two that fade."""
    fades = f' fill="url(#{colour}-in)"', "", f' fill="url(#{colour}-out)"'
    edges = (mark.left, mark.solid_from, mark.solid_to, mark.right)
    for left, right, fade in zip(edges[:-1], edges[1:], fades, strict=True):
        if right - left > 0.05:
            name = "" if fade else ' class="m"'
            yield f'<rect{name} x="{left:.1f}" y="{y - 4:.1f}" width="{right - left:.1f}" height="8"{fade}/>'


def outline(mark: Mark, y: float) -> Iterator[str]:
    """Lines above and below, dotted where the date is in doubt, and closed where it is not."""
    edges = (mark.left, mark.solid_from, mark.solid_to, mark.right)
    for left, right, name in zip(edges[:-1], edges[1:], ("dots", "line", "dots"), strict=True):
        if right - left > 0.05:
            yield f'<path class="{name}" d="M{left:.1f} {y - 4:.1f}H{right:.1f}M{left:.1f} {y + 4:.1f}H{right:.1f}"/>'
    caps = [x for x, soft in ((mark.left, mark.solid_from), (mark.right, mark.solid_to)) if x == soft]
    if caps:
        yield f'<path class="line" d="{"".join(f"M{x:.1f} {y - 4:.1f}v8" for x in caps)}"/>'


SVG = Format("svg", "image/svg+xml", frozenset({"event", "timeline"}), render=render)
