"""What a list of the twin is made of: a column of a site, or a disclosure catalogue."""

from dataclasses import dataclass

PORTAL = "www.zs.gov.cn"
SID = "760001"


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One list of announcements.

    `site` is the owner's folder on the host (`/gxj`), `layout` names a list layout, `style` an article style, `links`
    how hrefs are written, `size` the rows of a page, `usual` how many announcements it has at least, `kind` of which
    kind the everyday ones are (see everyday.toml), `place` what they are about when that is one place.
    """

    key: str
    host: str
    path: str
    name: str
    owner: str
    layout: str
    style: str
    site: str = ""
    scheme: str = "http"
    links: str = "absolute"
    size: int = 10
    usual: int = 7
    kind: str = ""
    place: str = ""

    @property
    def url(self) -> str:
        """The address of the first page."""
        return f"{self.scheme}://{self.host}{self.path}"

    @property
    def site_number(self) -> str:
        """The number of the publisher's site in the content system."""
        return "2" if self.style == "province" else SID

    @property
    def root(self) -> str:
        """The address of the owner's home page."""
        return f"{self.scheme}://{self.host}{self.site}/"


@dataclass(frozen=True, kw_only=True, slots=True)
class Catalogue:
    """The disclosure catalogue (gkmlpt) of one publisher, in the folder `site` of its host.

    `numbers` are those of the columns in its tree: policy papers (the parent of the next two), rules, other papers,
    notices, readings, news, gazette. `asked` is the column that is watched when it is not the whole; all that stands
    in such a catalogue is under it.
    """

    key: str
    owner: str
    sid: str
    numbers: tuple[int, int, int, int, int, int, int]
    host: str = PORTAL
    site: str = ""
    scheme: str = "http"
    asked: int = 0
    usual: int = 3
    kind: str = "papers"
    place: str = ""

    @property
    def root(self) -> str:
        """The address under which the catalogue and its files stand."""
        return f"{self.scheme}://{self.host}{self.site}/"

    @property
    def leaves(self) -> dict[int, str]:
        """The columns that hold announcements, with their names."""
        names = ("规范性文件", "其他文件", "通知公告", "政策解读", "工作动态")
        return dict(zip(self.numbers[1:6], names, strict=True))

    @property
    def url(self) -> str:
        """The address of its shell."""
        return f"{self.root}gkmlpt/index"
