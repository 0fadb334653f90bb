"""The words of the page around the news, in Chinese and English, beside those of `digest.wording`."""

from typing import Final

PHRASES: Final[dict[str, tuple[str, str]]] = {
    "name_weekly": ("中山观察周报", "Zhongshan Watch Weekly"),
    "name_immediate": ("中山观察快讯", "Zhongshan Watch Alert"),
    "stop": ("。", "."),
    "span_daily": ("今日", "today"),
    "span_weekly": ("本周", "this week"),
    "items_weekly": ("本周新增", "New this week"),
    "items_immediate": ("新公告", "New"),
    "subject_more": ("；另有 {n} 条", "; and {n} more"),
    "subject_not_yours": ("没有符合筛选条件的新公告", "nothing new for your filters"),
    "edits_by_kind": ("悄然修改 {n} 处：{kinds}", "{n:quiet edit|quiet edits}: {kinds}"),
    "gone_count": ("被撤下 {n} 条", "{n} withdrawn"),
    "not_yours": (
        "没有符合您筛选条件的新公告；另有 {n} 条新公告未列入。",
        "Nothing new for your filters; {n:other new announcement is|other new announcements are} not shown.",
    ),
    "nothing_weighed": (
        "本期没有可供筛选的新公告、修改或撤下",
        "nothing new, changed or withdrawn in this edition to choose from",
    ),
    "first_of": ("以下是最要紧的 {n} 条", "The {n} that matter most"),
    "by_body": ("发布机构", "Published by"),
    "further_bodies": ("其他机构", "others"),
    "closing": ("最近截止", "Closing next"),
    "largest": ("金额最大", "Largest sums"),
    "full_list": ("全部 {n} 条的列表", "The full list of {n}"),
    "not_shown": ("另有 {n} 条未在此列出", "{n:more entry is|more entries are} not shown here"),
    "command_list": (
        '列表：zswatch search "" --relevant --from {date} --limit 1000',
        'for a list: zswatch search "" --relevant --from {date} --limit 1000',
    ),
    "command_whole": (
        "本期全部内容：zswatch digest replay --date {date} --kind {kind}",
        "all of this edition: zswatch digest replay --date {date} --kind {kind}",
    ),
    "fresh": ("与要求相比，新在", "New against what was asked"),
    "new_first_answer": (
        "“{asked}”（{name}）首次得到回应，在会后第 {n} 天",
        "first answer to “{asked}” ({name}), {n:day|days} after the meeting",
    ),
    "new_after_silence": (
        "“{asked}”（{name}）时隔 {n} 天再获回应；上一条是 {day} 的",
        "an answer to “{asked}” ({name}) after {n:day|days} without one; the last was of {day}:",
    ),
    "new_in_force": (
        "会议点名的政策“{asked}”已经施行：“{words}”",
        "the policy that the meeting named, “{asked}”, is in force: “{words}”",
    ),
    "new_published": (
        "会议点名的政策“{asked}”已经公布",
        "the policy that the meeting named, “{asked}”, has been published",
    ),
    "archive_copy": ("存档 {id}", "archived {id}"),
    "archive_command": ("存档全文：zswatch show {id}", "archive copy: zswatch show {id}"),
    "attachments": ("附件", "Attachments"),
    "ledger_table": ("各项要求的回应", "How each directive has been answered"),
    "col_directive": ("会议要求", "Directive"),
    "col_first": ("首条", "First"),
    "col_latest": ("最近", "Latest"),
    "col_count": ("条数", "Answers"),
    "col_silence": ("静默", "Silence"),
    "days": ("{n} 天", "{n:day|days}"),
    "none": ("无", "none"),
    "reader": ("您为何收到本邮件", "Why you get this"),
    "reader_since": ("{why}（{since} 起）", "{why} (since {since})"),
    "reader_wants": ("您的筛选条件：{wants}", "Your filters: {wants}"),
    "reader_all": ("您没有设筛选条件，收到全部内容。", "You have set no filters and get everything."),
    "reader_left_out": (
        "按筛选条件未列入：{n} 条新公告",
        "Left out by your filters: {n:new announcement|new announcements}",
    ),
    "reader_missed": ("暂停期间有 {n} 期未寄", "{n:edition was|editions were} not sent while you paused"),
    "reader_earlier": ("已即时寄出、不再重复的公告", "Sent to you at once before, and not repeated"),
    "reader_leave": ("退订或暂停", "Unsubscribe or pause"),
    "mark_late": ("（补发）", " (late)"),
    "mark_days": ("（含此前 {n} 天）", " (with {n:day|days} before)"),
    "late_composed": (
        "本期补发：应于 {planned} 编成，实际于 {composed} 编成。",
        "This edition is late: it was due {planned} and was composed {composed}.",
    ),
    "late_since": ("服务自 {since} 起停止运行。", "The service had not run since {since}."),
    "late_days": (
        "本期也代表 {days}，这些日期没有单独的一期。",
        "It stands for {days} as well, of which there is no edition.",
    ),
    "late_followed": (
        "本期只报告 {planned} 前发布的公告，此后发布的见下一期。",
        "It tells what was published before {planned}; what came later is in the next one.",
    ),
    "late_uncertain": (
        "当时并非所有来源都有采集，其间出现又撤下的内容可能有遗漏。",
        "Not every source was read at that time: what appeared and vanished in between may be missing.",
    ),
}
