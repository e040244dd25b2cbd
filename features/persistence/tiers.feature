Feature: A keeper sees where a cache is, and may move it
  Who runs agents knows what the server cannot: that one will be asked in a minute, and another not before tomorrow.
  They can look at an agent's cache block by block, have it brought into memory beforehand, and have it put away; what
  the agent then answers is the same, and nobody else's cache is seen or moved.

  @portfolio @system @req.PER-9 @req.ISO-2
  Scenario: [1] The blocks of an agent add up to what is kept of it
    Given a server
    And Ada has a conversation of at least 600 tokens
    And Ada's turns are on disk
    When Olive looks at the cache of Ada's agent
    Then its blocks add up to the agent's tokens and bytes
    And every block is in "hot+disk"

  @portfolio @system @req.PER-9
  Scenario: [2] What is put away is read from disk
    Given a fresh server
    And Ada has a conversation of at least 600 tokens
    When Olive has the cache of Ada's agent put away
    Then every block is in "disk"
    When Ada says "Hello."
    Then Ada's answer reused tokens from disk

  @portfolio @system @req.PER-9
  Scenario: [3] What is warmed is there
    Given a server
    And Ada has a conversation of at least 600 tokens
    When Olive has the cache of Ada's agent put away
    And Olive has the cache of Ada's agent warmed
    Then every block is in "hot+disk"
    When Ada says "Hello."
    Then Ada's answer reused tokens from memory
    And Ada's answer is what a server that never met the others gives

  @portfolio @system @req.PER-9 @req.PER-5
  Scenario: [4] What is damaged when it is warmed is set aside, and the answer is the same
    Given a fresh server
    And Ada has a conversation of at least 600 tokens
    When Olive has the cache of Ada's agent put away
    And Ada's last block is changed in one bit
    And Olive has the cache of Ada's agent warmed
    And Ada says "Hello."
    Then Ada's answer is what a server that never met the others gives
    And the server's own count of its caches finds no problem

  @system @req.ISO-6 @req.SEC-1
  Scenario: [5] Nobody sees or moves the cache of another key
    Given a server "keys"
    And Ada has a conversation of at least 250 tokens
    Then Mallory finds no cache under the name of Ada's agent, nor can move it

  @system @req.PER-9
  Scenario: [6] A pinned agent stays when others have to go, also after a restart, and goes when it is pinned no more
    Given a fresh server "little disk"
    And Ada was told that the access code is "7319-KITE"
    When Olive has the cache of Ada's agent pinned
    And the server is stopped and started again
    And 10 agents each read 250 tokens
    And Ada asks for the access code
    Then Ada's answer reused the whole conversation so far
    When Olive has the cache of Ada's agent unpinned
    And 10 agents each read 250 tokens
    Then the server keeps nothing of Ada's agent

  @system @req.ISO-9 @req.ISO-2
  Scenario: [7] It says which of the blocks another agent holds too
    Given a fresh server
    And Ada has completed a prompt of 1,000 tokens
    When Ben completes Ada's prompt with another token in place 600
    And Olive looks at the cache of Ben's agent
    Then the first two of its blocks are shared, and no other
    When Ada's agent is deleted
    And Olive looks at the cache of Ben's agent
    Then none of its blocks is shared

  @system @req.PER-9
  Scenario: [8] Who was warmed is not the first to go
    Given a fresh server "little disk"
    And Ada was told that the access code is "7319-KITE"
    When three agents each read 120 tokens
    And Olive has the cache of Ada's agent warmed
    And three agents each read 120 tokens
    And Ada asks for the access code
    Then Ada's answer reused the whole conversation so far
