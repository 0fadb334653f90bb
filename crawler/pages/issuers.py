"""Who issued a page: several names on one line, and what a site calls itself."""

import re

from crawler.pages.prose import tidy
from crawler.sources.declaration import OWNERS

_PUBLIC_BODY = re.compile(
    r"(?:局|委|委员会|办|办公室|府|政府|厅|部|院|会|中心|队|所|站|处|公司|大学|学院|区|镇|街道|办事处|海关|"
    r"馆|校|银行|支行|社|报|台|网|集团|科)$"
)


def named(printed: str | None, owner: str | None) -> str | None:
    """Return the issuers that a page prints, several joined by 、.

    本网 and its like are `owner`, the body whose part of the site the page is in; as printed where that is not known.
    """
    if printed is None:
        return None
    parts = [part for part in re.split(r"[\s、,，;；]+", printed) if part]
    others = [part for part in parts if part not in OWNERS]
    if not others:
        return (owner or parts[0]) if parts else None
    if all(_PUBLIC_BODY.search(part) for part in others):
        return "、".join(dict.fromkeys(others))
    return tidy(" ".join(others))
