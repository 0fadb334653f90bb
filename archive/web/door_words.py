"""What the door says to whom it does not let in, in Chinese and English."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "too_often": ("请求过于频繁，请稍候再试。", "Too many requests; please wait a little."),
    "busy": ("现在查询的人太多，请稍候再试。", "Too many ask at once; please try again in a moment."),
    "too_long": (
        "这个查询用时过长，已中止；请缩小范围再试。",
        "This question took too long and was given up; please narrow it down.",
    ),
    "no_login": ("请先登录。", "Please log in."),
    "kept_look": ("查看存档页面", "See the page as it was kept"),
    "kept_title": ("存档页面", "The page as it was kept"),
    "kept_look_what": (
        "以下是当时存档的网页，已去掉脚本、图片和表单；原样可下载。属于公告",
        "The page as it was kept, without scripts, pictures and forms; it can be downloaded as it came. It belongs to",
    ),
}
