"""behave's hooks: they hand every scenario a world and end what it owned. No logic of their own."""

import atexit

from behave.model import Scenario
from behave.runner import Context

from reports import evidence
from steps.drivers.interrupts import end_in_order_on_signals
from steps.drivers.pool import ServerPool
from steps.drivers.profiles import read_profiles
from steps.drivers.targets import Target
from steps.drivers.vocabulary import learn_vocabulary
from steps.drivers.world import World

learn_vocabulary()


def before_all(context: Context) -> None:
    end_in_order_on_signals()
    context.target = Target.from_userdata(context.config.userdata)
    context.pool = ServerPool(read_profiles(), context.target)
    context.add_cleanup(context.pool.close)
    atexit.register(context.pool.close)


def before_scenario(context: Context, scenario: Scenario) -> None:
    if reason := context.target.lacks(scenario.effective_tags):
        evidence.not_applicable(context, reason)
    context.world = World(context.pool)
    context.add_cleanup(context.world.close)


def after_scenario(context: Context, scenario: Scenario) -> None:
    for exchange in context.world.exchanges:
        evidence.exchange(context, exchange.request, exchange.response)
    for source, text in context.world.logs():
        evidence.log(context, text, source)


def after_all(context: Context) -> None:
    for facts in context.pool.served.values():
        evidence.run(context, **facts)
    for problem in context.pool.known_problems:
        evidence.known_problem(context, **problem)
