"""The interface for other programs: JSON under /api/v1 with its OpenAPI document, feeds and exports of any query.

Pages of other origins may not read it (there is no Access-Control-Allow-Origin): a browser that is inside a closed
network, or logged in, would lend its sight to every page it shows, and imported meetings need not be public. Programs
that are no browsers are not concerned; whoever serves a public archive lets his front server add the header.
"""

from archive.web.api.interface import routes

__all__ = ["routes"]
