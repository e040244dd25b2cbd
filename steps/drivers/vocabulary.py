"""The suite's own words: parameter types of the sentences, each with one meaning everywhere.

    {agent}     a person, and the agent that is theirs       Ada
    {tokens}    a number of tokens                           1,000 tokens
    {count}     a number, in figures or up to ten in words   five
    {fact}      what an agent can be told and asked          access code
    {tier}      where cached tokens came from                disk
    {file}      a file of an agent's cache                   last block
    {damage}    what happened to a file                      cut in half
    {change}    what became of a prompt of token ids         without its last token
    {duration}  a length of time, in seconds                 500 ms
    {text}      any text, written as a JSON string           "two\\nlines"
    {json}      parameters of a request, as a JSON object    {"seed": 7}

environment.py teaches them to behave before it reads the first sentence.
"""

import json

from behave.cucumber_expression import define_parameter_type_with, use_step_matcher_for_cucumber_expressions

from steps.drivers.agents import PERSONAS
from steps.drivers.damage import DAMAGES
from steps.drivers.prompts import CHANGES

WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
FACTS = ("access code", "name", "city", "number")
TIERS = {"memory": "hot", "disk": "disk", "nowhere": "none"}
NUMBER = r"\d{1,3}(?:,\d{3})+|\d+"
SECONDS = {"ms": 0.001, "second": 1.0, "seconds": 1.0, "s": 1.0, "minutes": 60.0, "hours": 3600.0}


def learn_vocabulary() -> None:
    """Make cucumber expressions the way sentences are matched, with the suite's own parameter types."""
    use_step_matcher_for_cucumber_expressions()
    define_parameter_type_with("agent", "|".join(PERSONAS), str, str)
    define_parameter_type_with("fact", "|".join(FACTS), str, str)
    define_parameter_type_with("tier", "|".join(TIERS), str, TIERS.__getitem__)
    define_parameter_type_with("change", CHANGES, str, str)
    define_parameter_type_with("damage", "|".join(DAMAGES), str, str)
    define_parameter_type_with("file", "manifest|first block|last block", str, str)
    define_parameter_type_with("tokens", rf"(?:{NUMBER}) tokens?|no tokens", int, read_tokens)
    define_parameter_type_with("count", rf"{NUMBER}|{'|'.join(WORDS)}", int, read_count)
    define_parameter_type_with("text", r'"(?:[^"\\]|\\.)*"', str, json.loads)
    define_parameter_type_with("json", r"\{.*\}", dict, json.loads)
    define_parameter_type_with("duration", rf"\d+(?:\.\d+)? (?:{'|'.join(SECONDS)})", float, read_duration)


def read_count(text: str) -> int:
    """`five` or `1,000`."""
    return WORDS.index(text) if text in WORDS else int(text.replace(",", ""))


def read_tokens(text: str) -> int:
    """`1,000 tokens`, `no tokens`."""
    return read_count(text.split()[0])


def read_duration(text: str) -> float:
    """`500 ms` or `2 seconds`, in seconds."""
    number, unit = text.split()
    return float(number) * SECONDS[unit]
