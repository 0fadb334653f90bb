"""What a digest says in its own words, in Chinese and English; quotations are never translated."""

from datetime import date, datetime
from typing import Final

from archive import labels
from digest.edition import Language
from digest.phrases import PHRASES

# `{n:day|days}` prints a number with the noun that fits it.
_WORDS: Final[dict[str, tuple[str, str]]] = {
    "name": ("中山观察", "Zhongshan Watch"),
    "tagline": ("人工智能与机器人公告 · 逐条对照会议要求", "AI and robotics announcements, held against the meeting"),
    "items": ("今日新增", "New today"),
    "count_items": ("新增 {n} 条", "{n:new item|new items}"),
    "count_due": ("{n} 项 {days} 天内截止", "{n:deadline|deadlines} within {days} days"),
    "count_changes": ("修改 {n} 处", "{n:quiet edit|quiet edits}"),
    "count_withdrawn": ("撤下 {n} 条", "{n:withdrawn|withdrawn}"),
    "subject_none": ("无新公告", "no new announcements"),
    "subject_unknown": ("无新公告，但不能确认", "none seen, but not certain"),
    "subject_doubt": ("{n} 个来源不明", "{n:source|sources} unknown"),
    "other": ("其他", "Other"),
    "deadlines": ("{days} 天内截止", "Deadlines within {days} days"),
    "more_due": ("另有 {n} 项，见下文", "{n} more, see below"),
    "deadlines_none": (
        "本期所列公告中，没有 {days} 天内截止的事项。",
        "Nothing listed here closes within {days} days.",
    ),
    "changes": ("悄然修改", "Quiet edits"),
    "changes_intro": ("曾经报告过、后来原页被改动的公告：", "Reported earlier, and altered at the source since:"),
    "withdrawn": ("已被撤下", "Withdrawn"),
    "withdrawn_intro": ("原页已不能打开，存档中仍保留全文：", "Gone from the site; the archive keeps the full text:"),
    "withdrawn_on": ("{when} 起不可访问", "gone since {when}"),
    "unaligned": ("相关，但未对应任何要求", "Relevant, but answering no directive"),
    "reprints": ("早前已报公告的转载", "Reposts of announcements told earlier"),
    "first_by": ("首发：{who}", "first published by {who}"),
    "gaps": ("尚无公告回应的要求", "Directives without an answer so far"),
    "silent_days": ("会后 {n} 天无回应", "{n:day|days} without an answer since the meeting"),
    "had_answers": ("曾有 {n} 条，已撤下", "{n:answer was|answers were} withdrawn"),
    "silence_sure": ("已确认", "certain"),
    "silence_unsure": ("不能确认", "not certain"),
    "answered": (
        "{n} 条回应：首条 {first}，最近 {latest}（{ago} 天前）；{bodies}",
        "{n:answer|answers}: first {first}, latest {latest} ({ago:day|days} ago); {bodies}",
    ),
    "ledger_head": (
        "截至 {when}，会后 {days} 天：{n} 项要求中 {answered} 项已有回应。",
        "As of {when}, {days:day|days} after the meeting: {answered} of {n:directive|directives} answered.",
    ),
    "ledger_proven": (
        "{n} 个来源全部正常，没有回应的可以确认。",
        "All {n:source is|sources are} well: what has no answer certainly has none.",
    ),
    "ledger_unknown": (
        "“没有回应”不能完全确认：{n} 个来源不明（{which}），{since} 起可能有遗漏。",
        (
            "That there is no answer is not certain: {n:source is|sources are} unknown ({which}); "
            "something may be missing since {since}."
        ),
    ),
    "ledger_never": (
        "“没有回应”不能确认：{n} 个来源不明（{which}），其中有的从未成功采集，会后各时段都可能有遗漏。",
        (
            "That there is no answer is not certain: {n:source is|sources are} unknown ({which}), some never read; "
            "something may be missing at any time since the meeting."
        ),
    ),
    "ledger_unjudged": (
        "“没有回应”不能完全确认：{n} 条公告尚未判断。",
        "That there is no answer is not certain: {n:announcement is|announcements are} not judged yet.",
    ),
    "gaps_none": (
        "会议的每一项要求都已有公告回应。",
        "Every directive has been answered by at least one announcement.",
    ),
    "near_misses": ("接近入选，请人工判断", "Near misses, for a person to judge"),
    "near_intro": (
        "程序判断与人工智能、机器人关系不足，仅差一点：",
        "Judged not quite to be about AI or robotics, by a small margin:",
    ),
    "sources": ("来源状况", "State of the sources"),
    "sources_well": ("正常（{n} 个）", "Healthy ({n})"),
    "sources_unwell": ("不明（{n} 个）", "Unknown ({n})"),
    "last_success": ("上次成功 {when}", "last success {when}"),
    "never_success": ("从未成功", "never succeeded"),
    "why_never": ("尚未采集", "not crawled yet"),
    "why_stale": ("已超过 {hours} 小时没有采集", "not crawled for more than {hours} hours"),
    "silence_proven": (
        "{span}无新公告。{n} 个来源全部在 {hours} 小时内成功采集，可以确认。",
        "No news {span}. All {n:source|sources} were crawled successfully within {hours} hours: this is certain.",
    ),
    "silence_unknown": (
        "未见新公告，但不能确认“没有”：{n} 个来源状况不明（{which}）。",
        "Nothing new was seen, but that can not be confirmed: {n:source is|sources are} in an unknown state ({which}).",
    ),
    "silence_late": (
        "未见新公告，但不能确认“没有”：当时并非所有来源都有采集。",
        "Nothing new was seen, but that can not be confirmed: not every source was read at that time.",
    ),
    "silence_unjudged": (
        "未见新公告，但不能确认“没有”：有公告尚未完成判断。",
        "Nothing new was seen, but that can not be confirmed: some announcements are not judged yet.",
    ),
    "news_complete": (
        "{n} 个来源全部在 {hours} 小时内成功采集，没有未知情况。",
        "All {n:source|sources} were crawled successfully within {hours} hours: nothing is unknown.",
    ),
    "news_doubt": (
        "{n} 个来源状况不明，可能有遗漏：{which}。",
        "{n:source is|sources are} in an unknown state, something may be missing: {which}.",
    ),
    "unjudged": (
        "另有 {n} 条公告未能判断，将在下期补报。",
        "{n:announcement|announcements} could not be judged and will follow in the next edition.",
    ),
    "no_sources": ("没有启用任何来源。", "No source is enabled."),
    "directive_says": ("会议要求", "The meeting asks"),
    "announcement_says": ("公告原文", "The announcement says"),
    "amounts": ("金额", "Amounts"),
    "deadline": ("截止", "Deadline"),
    "apply_for": ("可申报：{what}", "Apply for: {what}"),
    "applied_for": ("已截止：{what}", "Closed: {what}"),
    "until": ("截止 {day}（{left}）", "until {day} ({left})"),
    "up_to": ("{words}", "sums: {words}"),
    "pays": ("金额 {words}", "sums: {words}"),
    "pays_share": ("比例 {words}", "share: {words}"),
    "takes": ("名额 {words}", "places: {words}"),
    "source": ("原文", "The announcement says"),
    "beside_policy": ("对照政策《{title}》", "Beside the policy {title}"),
    "beside_meeting": ("对照会议", "Beside the meeting"),
    "relation_within": ("本公告“{ours}”，低于所定上限“{theirs}”", "“{ours}” here: within the cap “{theirs}”"),
    "relation_at_cap": ("本公告“{ours}”，等于所定上限“{theirs}”", "“{ours}” here: exactly the cap “{theirs}”"),
    "relation_above": ("本公告“{ours}”，高于所定上限“{theirs}”", "“{ours}” here: above the cap “{theirs}”"),
    "relation_reached": ("本公告“{ours}”，达到“{theirs}”", "“{ours}” here: “{theirs}” is reached"),
    "relation_below": ("本公告“{ours}”，未达到“{theirs}”", "“{ours}” here: below “{theirs}”"),
    "days_left": ("还有 {n} 天", "{n:day|days} left"),
    "today": ("今天截止", "today"),
    "days_over": ("已过 {n} 天", "{n:day|days} ago"),
    "basis": ("依据", "Rests on"),
    "not_held": ("未存档", "not in the archive"),
    "not_certain": ("未能确定，可能是 {which}", "not certain, may be {which}"),
    "cites": ("引用文件", "Documents cited"),
    "this_one": ("本公告", "this announcement"),
    "meeting_of": ("{date} 会议", "meeting of {date}"),
    "relation_named": ("点名", "named"),
    "relation_implements": ("执行", "implements"),
    "relation_interprets": ("解读", "interprets"),
    "relation_amends": ("修改", "amends"),
    "relation_repeals": ("废止", "repeals"),
    "relation_reposts": ("转发", "reposts"),
    "relation_answers": ("答复", "answers"),
    "relation_mentions": ("提及", "mentions"),
    "also_themes": ("另涉", "also"),
    "reposted": ("转载", "Also at"),
    "by_extract": (
        "未注明的摘要为原文摘句",
        "Summaries are sentences of the papers themselves where nothing else is said",
    ),
    "by_model": (
        "摘要由模型 {model} 撰写，逐句与原文核对无误",
        "Summary by the model {model}, each sentence verified against the paper",
    ),
    "disputed": ("模型对此对应持异议：{which}", "A model disputes this match: {which}"),
    "unread": ("{n} 个附件未能读取，请看原页", "{n:attachment|attachments} could not be read; see the page"),
    "recognised_files": (
        "{n} 个附件的文字由图像识别（OCR）得出，请与原件核对",
        "the text of {n:attachment|attachments} was recognised in pictures (OCR): compare with the original",
    ),
    "unproven": (
        "{n} 处依据与存档原文不符，未予列出",
        "{n:quotation was|quotations were} left out: not equal to the stored text",
    ),
    "more_alignments": ("另有 {n} 处对应，见 edition.json", "{n:further match|further matches}: see edition.json"),
    "listed": ("以下 {n} 条从简", "{n:more item|more items}, in brief"),
    "more_edits": ("另有 {n} 处修改", "{n:further edit|further edits}"),
    "part_title": ("标题", "title"),
    "part_body": ("正文", "body"),
    "part_attachment": ("附件", "attachment"),
    "recognised": ("〔文字识别〕", "[OCR]"),
    "part_issuer": ("发布机构", "issuer"),
    "part_doc_number": ("文号", "document number"),
    "part_published": ("发布日期", "date of publication"),
    "kind_typo": ("文字订正", "typo"),
    "kind_name": ("名称变动", "name changed"),
    "kind_date": ("日期变动", "date changed"),
    "kind_amount": ("数额变动", "figure changed"),
    "kind_substance": ("内容变动", "content changed"),
    "undated": ("日期不详", "undated"),
    "unknown_issuer": ("发布机构不详", "issuer unknown"),
    "footer_how": (
        "本邮件由程序自动生成：逐站采集、留存原文，按下列会议的要求逐条比对；每条引文均与存档原文逐字核对。",
        (
            "Made by a program: it keeps what the sites publish and holds it against the directives of the meeting "
            "below; every quotation was checked, letter by letter, against the stored text. "
        ),
    ),
    "footer_meeting": ("对照的会议", "Compared with"),
    "footer_method": ("判断方法 {method} · 编制时间 {when}", "Method {method} · composed {when}"),
    "status_ok": ("正常", "ok"),
    "status_empty": ("列表为空", "empty listing"),
    "status_partial": ("不完整", "partial"),
    "status_blocked": ("被拦截", "blocked"),
    "status_drift": ("页面结构已变", "layout changed"),
    "status_failed": ("失败", "failed"),
    "status_none": ("未采集", "never crawled"),
    "status_stale": ("已过期", "out of date"),
    "and": ("、", ", "),
    "semicolon": ("；", "; "),
    "comma": ("，", ", "),
    "colon": ("：", ": "),
}
_WEEKDAYS: Final[dict[str, str]] = {"zh": "一二三四五六日", "en": "Mon Tue Wed Thu Fri Sat Sun"}
_MONTHS: Final = "January February March April May June July August September October November December"


class _Count(int):
    """A number that prints itself with the noun of the format specification `one|many`."""

    def __format__(self, nouns: str) -> str:
        if "|" not in nouns:
            return int.__format__(self, nouns)
        one, many = nouns.split("|")
        return f"{int(self)} {one if self == 1 else many}"


def say(language: Language, phrase: str, **values: object) -> str:
    """Return a phrase in the language with its values put in; an unknown phrase is a KeyError, never an empty place."""
    counted = {name: _Count(value) if isinstance(value, int) else value for name, value in values.items()}
    return (_WORDS.get(phrase) or PHRASES[phrase])[language == "en"].format(**counted)


def theme_name(language: Language, theme: str, name: str | None) -> str:
    """Return the heading of a theme: the meeting's own word in Chinese, a known translation in English."""
    return labels.theme(language, theme, name)


def long_date(language: Language, day: date) -> str:
    """Return a day with its weekday, for a heading."""
    if language == "en":
        return f"{_WEEKDAYS['en'].split()[day.weekday()]} {day.day} {_MONTHS.split()[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日 星期{_WEEKDAYS['zh'][day.weekday()]}"


def minute(moment: datetime) -> str:
    """Return a moment to the minute."""
    return moment.strftime("%Y-%m-%d %H:%M")
