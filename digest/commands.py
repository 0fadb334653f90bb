"""Tell whether a clause without 要 is a command: it begins with what is to be done, or names who does it.

Words and their kinds come from the segmenter; verbs that it often takes for nouns stand in a list of their own.
"""

import re
from functools import lru_cache
from itertools import pairwise

_SURE = re.compile(
    "^(?:(?:不断|切实|进一步|持续|着力|积极|主动|大力|全力|全面|深入|扎实|充分|加力|有序|统筹|统一|"
    "尽快|认真|及时|率先|优先|坚决|严格|逐步|同步|"
    "加快|高质量|高标准|最大限度|奋力|针对性|熟练|科学|从严|精准|动态|定期|依法|分类|分级|提前)*)"
    "(?:请|运用|研究(?!院|所|表明|机构)|加[快强大密]|用[好足活]|建[设立成好强]|打造|推[动进广行出]|"
    "出台|制[定订]|修订|编制|绘制|完善|落实|开[展放通设发]|组[织建]|引[进导育]|"
    "培[育养训]|支持|鼓励|举办|发[挥布放]|增[强加设]|提[升高供]|拓[展宽]|优化|健全|强化|深化|"
    "做[好大强优实细]|抓[好紧实住细]|发展|实施|构建|探索|"
    "集聚|保[障持护]|设立|搭[建好]|奋力|学习|规划|谋划|压[减缩实降]|督[促导查]|撬动|新[增建设]|"
    "扩[大容]|免[费除]|突破|明确|招[引商募]|筑牢|夯实|"
    "壮大|守[住牢好]|严[防守控查禁]|安排|争取|吸引|选[派树拔]|遴选|办好|梳理|摸清|排查|巩固|释放|"
    "激[活发]|盘活|整合|联合|对接|储备|布局|改造|"
    "更新|升级|普及|试点|畅通|破解|解决|降低|简化|规范|防[范止]|化解|维护|跟踪|调度|报送|营造|宣传|"
    "讲好|评选|关[心爱]|留住|帮助|当好|实行|兑现|"
    "给予|划定|承接|凝聚|树立|转变|锤炼|狠抓|稳[定住妥]|延伸|补[齐强]|清理|试行|扶持|孵化|融入|"
    "参[与加]|允许|赋予|协调|充实|总结|盘点|编[印写发]|配[齐强备]|联系|服务|曝光|提炼|送|宣介|促成|"
    "讲[政求明清]|改(?!革)|强本领|破除|聚[力智]|控制|对表)"
)
_EAGER = re.compile(
    "^(?:不断|切实|进一步|持续|着力|积极|主动|大力|全力|深入|扎实|充分|加力|尽快|认真|及时|率先|"
    "坚决|逐步|加快|最大限度|奋力|熟练|从严|依法|"
    "针对性|更好|有效|努力|时刻|牢牢|紧紧|坚定)(?!性)"
)
"""Words of zeal, after which something is to be done."""
_TELLS = re.compile(
    "了(?!解)|着(?![力眼手重])|[^通超]过(?![程渡硬剩冷])|已|仍|还(?![需要款])|却|就(?![业近地])|很|"
    "没|[^真先]是(?!否)|不是|普遍|反映|表明|显示|认为|看到|"
    "存在|面临|离不开|意味|成[为了]|占|来自|(?<!单)位于|属于|愈|正[在处]|达到了|^据|看$|来看|不够|"
    "不少(?!于)|大多|总比|不如|才能|一旦"
)
"""What tells of things as they are or were."""
_SOME = re.compile(
    "^(?:过去|此前|上半年|一季度|部分|有的|有些|不少|一些|许多|很多|大多|个别|近|这|那|其|当前|目前|"
    "今年以来|去年|近年|一直|长期|如果|只有|横向|纵向|总[的体]来?[说看]|虽然|但|因为|由于|随着)"
)
_STATIVE = frozenset(
    [
        "是",
        "有",
        "在",
        "会",
        "能",
        "可以",
        "没有",
        "成为",
        "属于",
        "位于",
        "来自",
        "表示",
        "认为",
        "指出",
        "介绍",
        "谈到",
        "看到",
        "调研",
        "参加",
        "出席",
        "听取",
        "观看",
        "召开",
        "算",
        "敢",
        "善",
        "担心",
        "需要",
        "需",
        "应",
        "应该",
        "说明",
        "反映",
    ]
)
_ACTOR = re.compile(
    "(?:局|委|办|委员会|管委会|政府|中心|大学|学院|学校|部门|单位|镇街|街道|镇|公司|企业|园区|银行|"
    "机构|协会|商会|组织|专班|小组|医院|院所|院|处室|科室|部|财政|专班)$"
)
_ADVERB = frozenset(("d", "ad", "vd", "df", "dg"))
_FRAME = re.compile(
    "^(?:在|由|对(?!接|标|表)|针对(?!性)|从(?!严)|以(?!旧)|面向|根据|向|为(?!了)|与|按(?!图)|"
    "依(?!法|托|规)|经|自|把|将|给(?!予))"
)
_FRAME_ONLY = re.compile(
    "(?:上|中|下|内|方面|领域|同时|过程|期间|牵头|负责|为主|为主体|为重点|为抓手|为导向|为引领|牵头|基础上)$"
)

_RULED = re.compile("^[^，]{2,12}(?:不得|一律|务必|须|应当)(?!是)")
_GIVES = re.compile("给予|开展|设立|举办|实施|完成|建设|建立|打造|推[广行]|提供|保驾护航")


def tells(clause: str) -> bool:
    """Return whether a clause tells how things are or were."""
    return bool(_SOME.match(clause) or _TELLS.search(_unquoted(clause)))


@lru_cache(maxsize=4096)
def is_command(clause: str) -> bool:
    """Return whether a clause tells somebody to do something."""
    words = clause.strip(" \u3000")
    if not words or tells(words):
        return False
    if _SURE.match(words) or _EAGER.match(words):
        return True
    if _FRAME.match(words):
        return _completed(words)
    if _RULED.match(words):
        return True
    tags = _tags(words)
    at = _past_adverbs(tags, 0)
    if at < len(tags) and tags[at][1] in ("v", "vn", "vg"):
        return tags[at][0] not in _STATIVE
    return _assigned(tags)


def prepares(clause: str) -> bool:
    """Return whether a clause only says where, for whom or by whom the next one is done."""
    return bool(_FRAME.match(clause)) and not _SURE.match(clause) and not _completed(clause)


def _completed(words: str) -> bool:
    """Whether a clause that begins with a preposition has its verb too."""
    if words.startswith(("把", "将")):
        return True
    if _FRAME_ONLY.search(words):
        return False
    if _GIVES.search(words, 4):
        return True
    tags = [*_tags(words.rpartition("的")[2] if "的" in words[:-1] else words)[1:], ("", "")]
    return any(
        (kind in ("v", "d", "ad") or (kind == "vn" and following[1] == "m")) and word not in _STATIVE
        for (word, kind), following in pairwise(tags)
    )


def _assigned(tags: list[tuple[str, str]]) -> bool:
    """Whether a clause names an office or a kind of people, and then what they do."""
    for at in range(1, min(len(tags), 8)):
        kind = tags[at][1]
        if kind in ("v", "ad", "d", "p"):
            done = _past_adverbs(tags, at)
            named = "".join(one for one, _ in tags[:at])
            verb = done < len(tags) and tags[done][1].startswith("v") and tags[done][0] not in _STATIVE
            verb = verb or (kind == "p" and _completed("".join(one for one, _ in tags[at:])))
            if verb and (_ACTOR.search(named) or named.startswith(("各", "每个", "所需"))):
                return True
        if kind in ("x", "uj"):
            return False
    return False


def _past_adverbs(tags: list[tuple[str, str]], at: int) -> int:
    while at < len(tags) and tags[at][1] in (*_ADVERB, "i") and at < len(tags) - 1:
        at += 1
    return at


def _unquoted(words: str) -> str:
    """What stands in quotation marks tells nothing of the clause."""
    return re.sub("“[^”]*”?|《[^》]*》?", "“”", words)


def _tags(words: str) -> list[tuple[str, str]]:
    import rjieba  # noqa: PLC0415 - its dictionary takes a tenth of a second, which only reading a report needs

    return list(rjieba.tag(words))
