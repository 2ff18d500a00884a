#!/usr/bin/env python3
"""A real Prometheus scrapes a real node that is at work, and every question of the dashboard and of the alerts is asked.

Arguments: the command of echobus, as words. One line a question that is not answered as it should be; status 1 then.
"""

import json
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
DASHBOARD = ROOT / "deploy/grafana/echobus.json"
ALERTS = ROOT / "deploy/prometheus/alerts.yaml"
PATIENCE_SECONDS = 60

# What a node at work alone, without faults, has no numbers of.
WITHOUT_NUMBERS = ("refused_total", "bus_requests_total", "bus_round_trip", "gateway_errors_total", "read_pauses_total")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def questions():
    dashboard = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    ids = [panel["id"] for panel in dashboard["panels"]]
    assert len(ids) == len(set(ids)), "panels share an id"
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            yield panel["title"], target["expr"]
    for annotation in dashboard["annotations"]["list"]:
        yield annotation["name"], annotation["expr"]


def without_variables(expression):
    named = expression.replace("$__rate_interval", "30s").replace("$job", ".*").replace("$instance", ".*")
    assert "$" not in named, f"a variable that the dashboard does not have: {expression}"
    return named


def ask(prometheus, path, **parameters):
    url = f"http://127.0.0.1:{prometheus}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return json.load(answer)["data"]
    except urllib.error.HTTPError as refused:
        return {"error": json.load(refused)["error"]}


def results(prometheus, expression):
    answer = ask(prometheus, "query", query=expression)
    return answer.get("result", []), answer.get("error")


def await_that(what, condition):
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            if condition():
                return
        except OSError:
            pass
        if time.monotonic() > end:
            raise SystemExit(f"not within {PATIENCE_SECONDS} s: {what}")
        time.sleep(0.2)


def line_of(node, start):
    for line in node.stdout:
        if line.startswith(start):
            return line.split()[-1]
    raise SystemExit(f"the node ended before it said {start}")


def findings(prometheus):
    for title, expression in questions():
        found, error = results(prometheus, without_variables(expression))
        if error:
            yield f"{title}: {expression}: {error}"
        elif not found and not any(name in expression for name in WITHOUT_NUMBERS) and "> 0" not in expression:
            yield f"{title}: {expression}: no number"
    groups = ask(prometheus, "rules", type="alert")["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    if len(rules) != ALERTS.read_text(encoding="utf-8").count("- alert:"):
        yield f"{len(rules)} rules are loaded"
    for rule in rules:
        if rule["health"] == "err":
            yield f"{rule['name']}: {rule['lastError']}"
        if rule["state"] == "firing":
            yield f"{rule['name']} fires for a node that is well"


def main(command):
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        node = subprocess.Popen([*command, "serve", "--port", "0", "--admin-port", "0", "--gateway-port", "0"],
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        prometheus = None
        try:
            echo = line_of(node, "listening ")
            admin = line_of(node, "console ")
            line_of(node, "ready")
            config = Path(folder, "prometheus.yaml")
            config.write_text(
                "global: {scrape_interval: 1s, evaluation_interval: 1s}\n"
                f"rule_files: ['{ALERTS}']\n"
                "scrape_configs:\n"
                "  - job_name: echobus\n"
                f"    static_configs: [{{targets: ['{re.sub('.*//', '', admin)}']}}]\n", encoding="utf-8")
            prometheus = subprocess.Popen(
                ["prometheus", f"--config.file={config}", f"--storage.tsdb.path={folder}/data",
                 f"--web.listen-address=127.0.0.1:{port}", "--log.level=error"], stdin=subprocess.DEVNULL)
            subprocess.run([*command, "bench", echo, "--duration", "4s", "--connections", "4"], check=True,
                           stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
            await_that("Prometheus has seen the load",
                       lambda: any(float(each["value"][1]) > 0 for each in
                                   results(port, "rate(echobus_messages_total[30s])")[0]))
            await_that("the rules have been looked at",
                       lambda: all(rule["health"] != "unknown" for group in ask(port, "rules")["groups"]
                                   for rule in group["rules"]))
            wrong = list(findings(port))
        finally:
            for process in (prometheus, node):
                if process is not None:
                    process.send_signal(signal.SIGTERM)
                    process.wait(30)
    print("\n".join(wrong) if wrong else f"{len(list(questions()))} questions answered")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
