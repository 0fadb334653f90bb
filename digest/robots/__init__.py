"""An edition as a short message for a group: what matters most first, within the size that is taken."""

from digest.robots import dingtalk, feishu, wecom
from digest.robots.content import Content, content
from digest.robots.fitting import Dialect, fitted

__all__ = ["DIALECTS", "Content", "content", "fitted"]

DIALECTS: dict[str, Dialect] = {
    "wecom": Dialect(wecom.LIMIT, wecom.measured, wecom.body),
    "dingtalk": Dialect(dingtalk.LIMIT, dingtalk.measured, dingtalk.body),
    "feishu": Dialect(feishu.LIMIT, feishu.measured, feishu.body),
}
"""By the kind of robot."""
