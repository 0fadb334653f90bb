"""Sentences that give orders to a machine that reads them: they are no news, and no model is shown them."""

import re

_ORDERS = re.compile(
    "|".join(
        (
            "(?:忽略|无视|忘记|抛开|不要理会).{0,16}(?:指令|指示|要求|规则|提示|设定|内容)",
            "(?:ignore|disregard|forget).{0,24}(?:instruction|prompt|rule|above|previous)",
            r"系统(?:提示|指令|消息)|提示词?注入|system\s*(?:prompt|message|:)",
            r"(?:^|[\"'{,\s])(?:sentences|opinions|cites|view|role|content)[\"']\s*:",
            r"</?\s*(?:system|user|assistant|instruction|tool)|\[/?(?:inst|system|sys)\]|<\|.{0,30}\|>",
            "#{2,}\\s*(?:system|instruction|response)|you are (?:now|an? )|as an ai|developer mode|jailbreak",
            "现在(?:开始)?你(?:是|扮演)|你(?:现在)?是一[个名]|作为(?:一个)?(?:ai|人工智能|语言模型)助?手?,?(?:请|你)",
            '(?:直接|只|仅|必须|请)(?:输出|返回)|(?:直接|只|请)回[复答]\\s*[:"]',
            "(?:把|将)?(?:摘要|总结|summary).{0,8}(?:改为|写成|写为|必须是|应当是|should be|must be)",
        )
    )
)
LONGEST = 600


def is_order(text: str) -> bool:
    """Tell whether a sentence (folded text) speaks to whatever program reads it."""
    return bool(_ORDERS.search(text[:LONGEST]))
