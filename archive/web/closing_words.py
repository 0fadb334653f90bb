"""What the page and the calendar of deadlines say, and the names of kept files, in Chinese and English."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "deadlines": ("截止日期", "Deadlines"),
    "coming": ("即将截止", "Closing next"),
    "passed": ("已经截止", "Closed already"),
    "show_passed": ("查看已经截止的", "Show what has closed"),
    "show_coming": ("查看即将截止的", "Show what closes next"),
    "deadlines_note": (
        "日期由程序从公告原文读出，引文附后；以原文为准。",
        "Days are read from the announcements by the program, with the words they stand in; the original decides.",
    ),
    "show_all": ("显示各类公告的", "Show those of all announcements"),
    "only_relevant": ("只看与人工智能、机器人有关的", "Only what is about AI or robotics"),
    "all_kinds": ("各类公告的日期都在内。", "Days of all kinds of announcements."),
    "relevant_ones": ("只列与人工智能、机器人有关的公告。", "Only announcements about AI or robotics are listed."),
    "no_deadlines": ("没有符合条件的截止日期。", "No deadline matches."),
    "closings_n": ("共 {n} 个", "{n} in all"),
    "closings_more": ("{n} 个以上", "more than {n}"),
    "calendar": ("日历订阅", "Calendar feed"),
    "calendar_note": (
        "把下面的地址加入日历程序，截止前一周和一天会提醒；撤下的会标为取消。",
        "Add this address to a calendar program: it reminds a week and a day before, and marks what was withdrawn.",
    ),
    "in_days": ("还有 {n} 天", "in {n} days"),
    "tomorrow": ("明天", "tomorrow"),
    "today": ("今天", "today"),
    "days_ago": ("{n} 天前", "{n} days ago"),
    "taken_down": ("发布单位已撤下", "taken down by the publisher"),
    "said_so": ("原文（{part}）", "In its words ({part})"),
    "filter": ("筛选", "Filter"),
    "filter_words": ("关键词", "Words"),
    "clear": ("清除条件", "Clear"),
    "wrong_filter": ("条件有误：{why}", "The filters are wrong: {why}"),
    "event": ("截止：{title}", "Closes: {title}"),
    "event_gone": ("已取消：{title}", "Cancelled: {title}"),
    "event_page": ("存档与依据：{url}", "Archive and evidence: {url}"),
    "event_source": ("原文：{url}", "Original: {url}"),
    "event_withdrawn": ("发布单位已撤下这篇公告。", "The publisher has taken this announcement down."),
    "event_no_day": ("修订后的公告不再载明这个日期。", "The announcement as revised no longer names this day."),
    "calendar_name": ("中山观察：截止日期", "Zhongshan Watch: deadlines"),
    "kept_damaged": (
        "存档中的这个文件已损坏，没有发出。已记入日志；请告知管理员。",
        "This file is damaged in the archive and was not sent. It was noted in the log; please tell the operator.",
    ),
    "kept_busy": ("同时下载的人太多，请稍后再试。", "Too many files are being sent; please try again in a moment."),
}
