"""`python -m tools.cost`: write docs/cost.md and its drawing from the figures and template.yaml."""

from pathlib import Path

from tools.cost.chart import chart
from tools.cost.figures import read_figures
from tools.cost.page import bills_by_size, page
from tools.cost.template_counts import deployed
from tools.local_cloud.place import PROJECT

PAGE = PROJECT / "docs/cost.md"
DRAWING = PROJECT / "docs/images/cost.svg"


def written() -> dict[str, str]:
    """Return what the page and its drawing have to be, by the names of their files."""
    figures, place = read_figures(), deployed()
    return {
        str(PAGE): page(figures, place),
        str(DRAWING): chart(bills_by_size(figures, place)),
    }


if __name__ == "__main__":
    for file, content in written().items():
        Path(file).write_text(content, encoding="utf-8")
