"""Asks `dateline mcp` with the protocol's own Python client, and measures how long an answer takes.

    python3 crates/dateline/tests/mcp_client.py path/to/dateline [STORE]

Without a store it makes one of the sample reports and checks what comes; with one it only measures. Needs `pip install mcp`.
"""

import asyncio
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

ROOT = pathlib.Path(__file__).resolve().parents[3]
TIMES = 200


def content(answer):
    """The structured content of an answer, under the name that this version of the client has for it."""
    fields = answer.model_dump(by_alias=True)
    assert not fields.get("isError"), fields
    return fields["structuredContent"]


async def check(session):
    """Each tool leads to the next, and says what it cannot do."""
    tools = {tool.name: tool for tool in (await session.list_tools()).tools}
    assert sorted(tools) == ["get_dossier", "get_sentence", "search_events"], sorted(tools)
    # The client itself holds answers against the schemas that the tools list.
    found = content(await session.call_tool("search_events", {"place": "Jolo"}))
    assert found["count"] == 1, found
    dossier = content(await session.call_tool("get_dossier", {"event": found["events"][0]["event"]}))
    telling = dossier["tellings"][0]["event_report"]
    behind = content(await session.call_tool("get_sentence", {"event_report": telling, "field": "location"}))
    assert "Jolo" in behind["values"][0]["words"]["quoted"], behind
    assert "bus terminal in Jolo" in behind["values"][0]["sentence"]["quoted"], behind
    refused = await session.call_tool("search_events", {"type": "picnic"})
    assert refused.model_dump(by_alias=True)["isError"], refused
    assert "no family of them: battles" in json.dumps(refused.model_dump(by_alias=True)), refused
    print("3 tools asked and answered")


async def example(program, store):
    """The example of docs/mcp.md gives what it says."""
    code = (ROOT / "docs/mcp.md").read_text().split("```python\n")[1].split("```")[0]
    names = {}
    exec(code.replace('"dateline"', repr(program)).replace('"dateline.sqlite"', repr(store)), names)
    killed = [event["killed_best"] or 0 for event in await names["deadliest"]()]
    assert len(killed) == 5 and killed[0] > 0 and killed == sorted(killed, reverse=True), killed
    print("the documentation's example ran")


async def measure(session):
    """The median and the slowest of many answers, in milliseconds."""
    found = content(await session.call_tool("search_events", {"order": "deadliest", "at_most": 20}))
    event = found["events"][0]["event"]
    dossier = content(await session.call_tool("get_dossier", {"event": event}))
    telling = dossier["tellings"][0]["event_report"]
    asks = {
        "search_events": {"order": "deadliest", "at_most": 20},
        "get_dossier": {"event": event},
        "get_sentence": {"event_report": telling},
    }
    for name, arguments in asks.items():
        took = []
        for _ in range(TIMES):
            began = time.perf_counter()
            await session.call_tool(name, arguments)
            took.append(1000 * (time.perf_counter() - began))
        print(f"{name}: median {statistics.median(took):.1f} ms, slowest of {TIMES} {max(took):.1f} ms")


async def main(program, store):
    with tempfile.TemporaryDirectory() as folder:
        given = store is not None
        if not given:
            store = str(pathlib.Path(folder) / "sample.sqlite")
            run = lambda *words: subprocess.run([program, *words, "--store", store, "--quiet"], check=True)
            run("code", str(ROOT / "corpus/sample"), "--reader", "rules")
            run("link")
        began = time.perf_counter()
        server = StdioServerParameters(command=program, args=["mcp", "--store", store])
        async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
            await session.initialize()
            print(f"greeted after {1000 * (time.perf_counter() - began):.0f} ms")
            if not given:
                await check(session)
            await measure(session)
        if not given:
            await example(program, store)


asyncio.run(main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None))
