"""The dashboard for Grafana: `python -m tests.documents` writes deploy/grafana/zswatch.json from its panels."""

import json
from typing import Any

from tests.dashboard_panels import ROWS, Panel

WIDTH, HEIGHT, IN_A_ROW = 8, 8, 3
SOURCE = {"type": "prometheus", "uid": "${datasource}"}
RED, GREEN = "red", "green"


def dashboard() -> str:
    """Return the dashboard as Grafana imports it."""
    panels: list[dict[str, Any]] = []
    top = 0
    for title, some in ROWS:
        panels.append(
            _placed(len(panels), {"type": "row", "title": title, "collapsed": False, "panels": []}, 0, top, 24, 1)
        )
        top += 1
        for place, panel in enumerate(some):
            row, column = divmod(place, IN_A_ROW)
            at = (column * WIDTH, top + row * HEIGHT, WIDTH, HEIGHT)
            panels.append(_placed(len(panels), _panel(panel), *at))
        top += -(-len(some) // IN_A_ROW) * HEIGHT
    document = {
        "title": "Zhongshan Watch",
        "uid": "zswatch",
        "tags": ["zswatch"],
        "editable": True,
        "schemaVersion": 39,
        "version": 1,
        "timezone": "Asia/Shanghai",
        "refresh": "1m",
        "time": {"from": "now-7d", "to": "now"},
        "templating": {"list": [_variable()]},
        "annotations": {"list": [_alerts()]},
        "panels": panels,
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _variable() -> dict[str, Any]:
    return {"name": "datasource", "label": "Prometheus", "type": "datasource", "query": "prometheus", "hide": 0}


def _alerts() -> dict[str, Any]:
    return {
        "name": "Alerts",
        "datasource": SOURCE,
        "enable": True,
        "iconColor": RED,
        "expr": 'ALERTS{alertname=~"Zswatch.*",alertstate="firing"}',
        "titleFormat": "{{alertname}}",
    }


def _placed(number: int, panel: dict[str, Any], x: int, y: int, w: int, h: int) -> dict[str, Any]:
    return {"id": number + 1, "gridPos": {"x": x, "y": y, "w": w, "h": h}, **panel}


def _panel(panel: Panel) -> dict[str, Any]:
    targets = [
        {"refId": chr(ord("A") + place), "datasource": SOURCE, "expr": query, "legendFormat": legend or "__auto"}
        | ({"format": "table", "instant": True} if panel.kind == "table" else {})
        for place, (query, legend) in enumerate(panel.queries)
    ]
    steps: list[dict[str, Any]] = [{"color": GREEN, "value": None}]
    if panel.bad is not None:
        steps = [{"color": RED, "value": None}, {"color": GREEN, "value": 1}] if panel.bad == 0 else [
            *steps, {"color": RED, "value": panel.bad}]  # fmt: skip
    custom = {"stacking": {"mode": "normal"}, "fillOpacity": 60, "drawStyle": "bars"} if panel.kind == "bars" else {}
    return {
        "type": "timeseries" if panel.kind == "bars" else panel.kind,
        "title": panel.title,
        "description": panel.says,
        "datasource": SOURCE,
        "targets": targets,
        "fieldConfig": {
            "defaults": {"unit": panel.unit, "thresholds": {"mode": "absolute", "steps": steps}, "custom": custom},
            "overrides": [],
        },
        "options": {},
    }
