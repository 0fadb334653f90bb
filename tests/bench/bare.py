"""A bare Scrapy spider that only fetches the addresses of a file: what the pipeline is measured against."""

import json
import resource
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response


class Bare(Spider):
    """Fetches and throws away."""

    name = "bare"
    addresses: tuple[str, ...] = ()
    answered = 0

    async def start(self) -> AsyncIterator[Request]:
        """Ask for every address."""
        for address in self.addresses:
            yield Request(address, dont_filter=True)

    def parse(self, response: Response) -> None:
        """Count the answer."""
        type(self).answered += 1


def main() -> None:
    """Fetch the addresses of the file named first; print how many were answered, in how many seconds, as JSON."""
    Bare.addresses = tuple(Path(sys.argv[1]).read_text(encoding="utf-8").split())
    settings = {
        "LOG_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "ROBOTSTXT_OBEY": True,
        "CONCURRENT_REQUESTS": 32,
        "CONCURRENT_REQUESTS_PER_DOMAIN": int(sys.argv[2]),
        "DOWNLOAD_DELAY": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
    }
    began = time.monotonic()
    process = AsyncCrawlerProcess(settings)
    process.crawl(Bare)
    process.start()
    seconds = time.monotonic() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"answered": Bare.answered, "seconds": seconds, "peak_kilobytes": peak}))


if __name__ == "__main__":
    main()
