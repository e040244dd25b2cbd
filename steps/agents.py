"""Sentences in which a person's agent says, asks or starts something."""

from behave import given, when
from behave.runner import Context

from steps.drivers import prompts


@given("{agent} speaks in no agent's name")
def speak_without_a_name(context: Context, agent: str) -> None:
    context.world.nameless(agent)


@given("{agent} calls her agent {string}")
def choose_a_name(context: Context, agent: str, name: str) -> None:
    context.world.agent(agent).name = name


@given("{agent} and {agent} both call their agent {string}")
def share_a_name(context: Context, one: str, other: str, name: str) -> None:
    context.world.agent(one).name = context.world.agent(other).name = name


@given("{agent} was told that the {fact} is {string}")
def tell_a_fact(context: Context, agent: str, fact: str, value: str) -> None:
    context.world.agent(agent).say(prompts.telling(fact, value))


@given("{agent} has said {string}")
def have_said(context: Context, agent: str, text: str) -> None:
    context.world.agent(agent).say(text)


@given("{agent} has a conversation of at least {tokens}")
def have_a_long_conversation(context: Context, agent: str, tokens: int) -> None:
    context.world.agent(agent).say_at_least(tokens)


@given("{agent} has completed a prompt of {tokens}")
def have_completed_a_prompt(context: Context, agent: str, tokens: int) -> None:
    context.world.agent(agent).complete(prompts.ids(tokens, seed=context.world.number))


@given("{agent} has completed another prompt of {tokens}")
def have_completed_another_prompt(context: Context, agent: str, tokens: int) -> None:
    context.world.agent(agent).complete(prompts.ids(tokens, seed=-context.world.number))


@when("{agent} completes that prompt {change}")
def complete_a_changed_prompt(context: Context, agent: str, how: str) -> None:
    prompt = context.world.agent(agent).turn.body["prompt"]
    context.world.agent(agent).complete(prompts.changed(prompt, how))


@when("{agent} completes the first prompt again")
def complete_the_first_prompt(context: Context, agent: str) -> None:
    context.world.agent(agent).complete(context.world.agent(agent).turns[0].body["prompt"])


@when("{agent} says ten things in turn")
def say_ten_things(context: Context, agent: str) -> None:
    for number in range(1, 11):
        context.world.agent(agent).say(f"Repeat: the ferry leaves at {number}")


@when("{agent} asks for the {fact}")
def ask_for_a_fact(context: Context, agent: str, fact: str) -> None:
    context.world.agent(agent).say(prompts.asking(fact))


@when("{agent} says {string}")
def say(context: Context, agent: str, text: str) -> None:
    context.world.agent(agent).say(text)


@when("{agent} says {string} with the request id {string}")
def say_with_a_request_id(context: Context, agent: str, text: str, request_id: str) -> None:
    context.world.notes["response"] = context.world.agent(agent).try_saying(text, request_id=request_id)


@when("{agent} sends a broken request that says {string}")
def send_a_broken_request(context: Context, agent: str, text: str) -> None:
    context.world.notes["response"] = context.world.agent(agent).try_saying(text, temperature="hot")


@when("{agent} tries the key {string}")
def try_a_key(context: Context, agent: str, key: str) -> None:
    headers = {"Authorization": f"Bearer {key}"}
    context.world.notes["response"] = context.world.client(agent).send("GET", "/v1/models", headers=headers)


@when("{agent} takes her last message back and says {string}")
def say_instead(context: Context, agent: str, text: str) -> None:
    context.world.agent(agent).say_instead(text)


@when("{agent} sends the same request again")
def send_again(context: Context, agent: str) -> None:
    context.world.agent(agent).send_again()


@when("{agent} sends the request that {agent} sent")
def send_what_another_sent(context: Context, agent: str, other: str) -> None:
    turn = context.world.agent(other).turn
    context.world.agent(agent).send(turn.path, turn.body)


@when("{agent} starts an answer of {tokens}")
def start_an_answer(context: Context, agent: str, tokens: int) -> None:
    context.world.start_an_answer(agent, tokens)


@when("{agent} starts an answer to a prompt of {tokens}")
def start_a_long_prompt(context: Context, agent: str, tokens: int) -> None:
    context.world.start_a_long_prompt(agent, tokens)


@when("{agent} has read {count} pieces of it")
def read_some_pieces(context: Context, agent: str, count: int) -> None:
    context.world.agent(agent).open_stream.until_tokens(count)


@when("{agent} has seen the prefill begin")
def see_the_prefill_begin(context: Context, agent: str) -> None:
    context.world.agent(agent).open_stream.until_comment("prefill")


@when("{agent} hangs up")
def hang_up(context: Context, agent: str) -> None:
    context.world.agent(agent).open_stream.close()


@when("{agent} reads to the end")
def read_to_the_end(context: Context, agent: str) -> None:
    context.world.agent(agent).finish_stream()


@when("{agent} takes that back and asks for the {fact}")
def take_back_and_ask(context: Context, agent: str, fact: str) -> None:
    context.world.agent(agent).take_back()
    context.world.agent(agent).say(prompts.asking(fact))
