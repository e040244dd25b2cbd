"""Sentences about the file of hashed keys, and about keys that come and go."""

import stat
from concurrent.futures import ThreadPoolExecutor

from behave import then, when
from behave.runner import Context
from hamcrest import assert_that, contains_inanyorder, empty, equal_to, has_length

from steps.drivers.commands import run
from steps.drivers.damage import damage
from steps.drivers.keyfiles import PRIVATE, KeysFile
from steps.drivers.running import home_of


@when("{agent} makes a new key for {agent}")
def make_a_key(context: Context, olive: str, agent: str) -> None:
    context.world.notes["new_key"] = context.world.own_server.keys_file.add(agent)


@when("{agent} takes {agent}'s old key away")
def take_a_key_away(context: Context, olive: str, agent: str) -> None:
    server = context.world.own_server
    server.keys_file.take_away(server.profile.keys[agent])


@when("{agent} is taken out of the keys file")
def take_somebody_out(context: Context, agent: str) -> None:
    context.world.own_server.keys_file.remove(agent)


@when("everybody is taken out of the keys file")
def take_everybody_out(context: Context) -> None:
    context.world.own_server.keys_file.write([])


@when("Olive tries to start a server whose keys file is {damage}")
def try_to_start_with_a_spoiled_file(context: Context, how: str) -> None:
    server = context.world.use_own("keys in a file")
    server.keys_file.write_once(server.profile)
    damage(server.keys_file.path, how)
    server.launch().wait()


@when("Olive starts a server whose file of plain keys says:")
def start_with_plain_keys(context: Context) -> None:
    context.world.use_own().set_by_plain_keys(context.text)
    context.world.own_server.start()


@when("Olive tries to start a server whose file of plain keys is {damage}")
def try_to_start_with_spoiled_plain_keys(context: Context, how: str) -> None:
    damage(context.world.use_own().set_by_plain_keys("ada-7f3c91d2e8"), how)
    context.world.own_server.launch().wait()


@when("Olive tries to start a server whose file of plain keys says {string}")
def try_to_start_with_plain_keys(context: Context, text: str) -> None:
    context.world.use_own().set_by_plain_keys(text)
    context.world.own_server.launch().wait()


@when("{agent} runs {string} on a keys file of her own")
def run_on_a_file(context: Context, agent: str, line: str) -> None:
    file = context.world.notes["keys_file"] = home_of(context) / "keys.json"
    context.world.notes.setdefault("runs", []).append(run(f"{line} --file {file}"))


@when("{agent} makes keys for {count} people at the same moment, in a keys file of her own")
def make_keys_at_once(context: Context, agent: str, count: int) -> None:
    file = context.world.notes["keys_file"] = KeysFile(home_of(context) / "keys.json")
    context.world.notes["people"] = [f"person-{number}" for number in range(count)]
    with ThreadPoolExecutor(count) as pool:
        list(pool.map(file.add, context.world.notes["people"]))


@then("each of them has a key in it")
def check_everybody_has_a_key(context: Context) -> None:
    names = [entry["name"] for entry in context.world.notes["keys_file"].entries]
    assert_that(names, contains_inanyorder(*context.world.notes["people"]))


@then("it lists {count} keys of {string}, with {int} requests a minute each")
def check_the_list(context: Context, count: int, name: str, quota: int) -> None:
    listed = context.world.notes["runs"][-1].json["data"]["keys"]
    assert_that(
        [(key["name"], key["requests_per_minute"]) for key in listed], equal_to([(name, quota)] * count)
    )


@then("nobody else can read the keys file")
def check_the_mode(context: Context) -> None:
    assert_that(stat.S_IMODE(context.world.notes["keys_file"].stat().st_mode), equal_to(PRIVATE))


@then("the keys file holds nobody's key")
def check_the_file(context: Context) -> None:
    server = context.world.server
    assert_that(server.keys_file.holds_any_of(server.profile.keys.values()), empty())


@then("{agent} is let in with either key")
def check_both_keys(context: Context, agent: str) -> None:
    client, new = context.world.client(agent), {"Authorization": f"Bearer {context.world.notes['new_key']}"}
    seen = [client.send("GET", "/v1/models", headers=headers).status_code for headers in ({}, new)]
    assert_that(seen, equal_to([200, 200]))


@then("{agent}'s (old )key is refused")
def check_the_key_is_refused(context: Context, agent: str) -> None:
    assert_that(context.world.client(agent).send("GET", "/v1/models").status_code, equal_to(401))


@then("the new one finds her agent {string}")
def check_the_agent(context: Context, name: str) -> None:
    headers = {"Authorization": f"Bearer {context.world.notes['new_key']}"}
    found = context.world.client("Cleo").send("GET", f"/v1/agents/{name}", headers=headers)
    assert_that(found.status_code, equal_to(200), found.text)


@then("{agent} is let in, and {agent} is not, while the keys file is in turn:")
def check_who_is_let_in(context: Context, one: str, other: str) -> None:
    file, clients = context.world.own_server.keys_file, [context.world.client(each) for each in (one, other)]
    for row in context.table:
        with file.spoiled(row["how"]):
            seen = [client.send("GET", "/v1/models").status_code for client in clients]
            assert_that(seen, equal_to([200, 401]), row["how"])


@then("the log tells of {string} {count} times")
def check_how_often_the_log_tells(context: Context, event: str, count: int) -> None:
    assert_that(context.world.server.process.log.told(event, count), has_length(count))


@then("these keys are answered so:")
def check_plain_keys(context: Context) -> None:
    client = context.world.client("Cleo")
    for row in context.table:
        headers = {} if row["key"] == "none" else {"x-api-key": row["key"]}
        answer = client.send("GET", "/v1/models", headers=headers)
        assert_that(answer.status_code, equal_to(int(row["answer"])), row["key"])
