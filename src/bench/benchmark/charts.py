"""Bar charts as SVG, readable on light and on dark pages: a bar for the median, a line for the range of the rounds."""

from html import escape
from typing import Callable, List, Optional, Tuple

from .results import Spread

WIDTH = 760
LABEL_WIDTH = 250
VALUE_WIDTH = 90
BAR_HEIGHT = 18
ROW_HEIGHT = 28
TOP = 44
BOTTOM = 14

STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #24292f }
  .title { font-weight: 600 }
  .peer { fill: #8c959f }
  .own { fill: #1a7f6b }
  .range { stroke: #24292f; stroke-width: 1.5 }
  .reference { stroke: #57606a; stroke-dasharray: 4 3 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .peer { fill: #6e7681 }
    .own { fill: #3fb99c }
    .range { stroke: #e6edf3 }
    .reference { stroke: #9198a1 }
  }
"""

Bar = Tuple[str, Spread, bool]


def bars(title: str, rows: List[Bar], reference: Optional[float], show: Callable[[float], str]) -> str:
    """Each row is a label, its figures, and whether it is ours; the reference is a dashed line across."""
    scale = (WIDTH - LABEL_WIDTH - VALUE_WIDTH) / (max([found.high for _, found, _ in rows] + [reference or 0]) or 1)
    height = TOP + ROW_HEIGHT * len(rows) + BOTTOM
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
        f' role="img" aria-label="{escape(title, quote=True)}">',
        f"<style>{STYLE}</style>",
        f'<text class="title" x="0" y="18">{escape(title)}</text>',
    ]
    for place, row in enumerate(rows):
        parts += _row(row, TOP + ROW_HEIGHT * place, scale, show)
    if reference is not None:
        x = LABEL_WIDTH + reference * scale
        parts.append(f'<line class="reference" x1="{x:.1f}" y1="{TOP - 8}" x2="{x:.1f}" y2="{height - BOTTOM + 4}"/>')
    return "\n".join([*parts, "</svg>", ""])


def _row(row: Bar, y: int, scale: float, show: Callable[[float], str]) -> List[str]:
    label, found, is_own = row
    low, middle, high = (LABEL_WIDTH + value * scale for value in (found.low, found.median, found.high))
    text_y = y + BAR_HEIGHT - 5
    center = y + BAR_HEIGHT / 2
    return [
        f'<text x="{LABEL_WIDTH - 8}" y="{text_y}" text-anchor="end">{escape(label)}</text>',
        f'<rect class="{"own" if is_own else "peer"}" x="{LABEL_WIDTH}" y="{y}" width="{middle - LABEL_WIDTH:.1f}"'
        f' height="{BAR_HEIGHT}" rx="2"/>',
        f'<line class="range" x1="{low:.1f}" y1="{center}" x2="{high:.1f}" y2="{center}"/>',
        f'<text x="{high + 8:.1f}" y="{text_y}">{escape(show(found.median))}</text>',
    ]
