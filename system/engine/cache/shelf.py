"""What is kept of agents, where each block is, and how a keeper moves it: into memory, or out of it."""

from system.engine.cache.agent import Agent
from system.engine.cache.block import Block
from system.engine.cache.reader import Reader
from system.engine.cache.state import State
from system.engine.messages import AgentInfo, BlockInfo, CacheInfo, Owner


class Shelf:
    """One store's. Every method may be called from any thread but the MLX thread: the disk is read here."""

    def __init__(self, state: State, reader: Reader, model_id: str) -> None:
        self._state = state
        self._reader = reader
        self._model_id = model_id

    def agents(self, tenant: str, agent: str | None = None) -> list[AgentInfo]:
        """What is kept of a tenant's agents, or of the one named, the most recently used first."""
        with self._state.changed:
            if agent is not None:
                found = self._state.agents.get(Owner(tenant, agent))
                return [found.info(self._model_id)] if found else []
            return [
                each.info(self._model_id)
                for owner, each in reversed(self._state.agents.items())
                if owner.tenant == tenant
            ]

    def show(self, owner: Owner) -> CacheInfo | None:
        """Every block of an agent, parents before children; None where nothing is kept of it."""
        with self._state.changed:
            agent = self._state.agents.get(owner)
            return None if agent is None else self._described(agent)

    def warm(self, owner: Owner) -> CacheInfo | None:
        """Bring what the agent's last conversation stands on into memory, and make it the last to leave.

        What memory has no room for, or can't be read at the moment, stays on disk; what does not verify is
        set aside.
        """
        with self._state.changed:
            agent = self._state.agents.get(owner)
            latest = agent.latest() if agent else None
            held = agent.held_by(latest.tip) if agent and latest else []
            unread = [block for block in held if block.contents is None]
        if agent is not None and unread:
            self._reader.read(agent, unread)
        with self._state.changed:
            if agent is None or not agent.alive:
                return None
            self._state.use(agent)
            self._state.hold_budgets()
            return self._described(agent)

    def evict(self, owner: Owner) -> CacheInfo | None:
        """Let go of the memory of everything of the agent that is on disk."""
        with self._state.changed:
            agent = self._state.agents.get(owner)
            if agent is None:
                return None
            agent.drop_saved()
            if not agent.ledger.hot_bytes:
                self._state.hot.pop(owner, None)
            return self._described(agent)

    def pin(self, owner: Owner, pinned: bool) -> CacheInfo | None:
        """Have the agent leave a full memory or disk after all that are not pinned, or no longer."""
        with self._state.changed:
            agent = self._state.agents.get(owner)
            if agent is None:
                return None
            agent.pin(pinned)
            self._state.save_soon(agent)
            return self._described(agent)

    def _described(self, agent: Agent) -> CacheInfo:
        standing: dict[Block, int] = {}
        for conversation in agent.conversations:
            for block in agent.held_by(conversation.tip):
                standing[block] = standing.get(block, 0) + 1
        return CacheInfo(
            info=agent.info(self._model_id),
            blocks=[
                _block(block, standing.get(block, 0), shared=agent.shares(block))
                for block in agent.blocks.values()
            ],
        )


def _block(block: Block, conversations: int, *, shared: bool) -> BlockInfo:
    return BlockInfo(
        id=block.id,
        parent=block.parent.id if block.parent else None,
        start=block.start,
        tokens=block.tokens,
        tier="disk" if block.contents is None else "hot+disk" if block.saved else "hot",
        hot_bytes=block.contents.nbytes if block.contents else 0,
        disk_bytes=block.file.nbytes if block.file else 0,
        conversations=conversations,
        shared=shared,
        snapshot=block.is_snapshot,
    )
