Feature: Memory and disk have a limit, agents do not
  A server that remembers everybody for ever runs full, and a full one refuses. Assay keeps the agents that
  were used last: the others go to disk, and the longest unused of those go away. Nobody is ever refused for
  it, and whoever was forgotten is simply computed anew.

  @system @req.PER-9
  Scenario: [1] A thousand agents on a server that remembers fifty
    Given a fresh server "fifty agents"
    When 1,000 agents each say "Hello."
    Then every one of them was answered
    And the server lists 50 agents, each with its model, tokens and bytes
    And the last of them is still known, and the first is not
    And at most 50 agents have a folder on disk

  @system @req.PER-9
  Scenario: [2] Who does not fit into memory is read from disk
    Given a fresh server "little memory"
    And Ada has a conversation of at least 250 tokens
    When 10 agents each read 250 tokens
    And Ada sends the same request again
    And everybody's turns are saved
    Then Ada's answer reused tokens from disk
    And the caches in memory take at most 4,000,000 bytes

  @system @req.PER-9
  Scenario: [3] Who does not fit on disk is forgotten
    Given a fresh server "little disk"
    And Ada has a conversation of at least 250 tokens
    When 10 agents each read 250 tokens
    And Ada sends the same request again
    Then Ada's answer reused no tokens
    And Ada's answer is what a server that never met the others gives
    And the caches on disk take at most 6,000,000 bytes

  @portfolio @system @req.PER-9
  Scenario: [4] The agent that was used last stays
    Given a fresh server "fifty agents"
    And Ada was told that the access code is "7319-KITE"
    When 45 agents each say "Hello."
    And Ada says "Hello."
    And 45 agents each say "Hello."
    And Ada asks for the access code
    Then Ada's answer reused the whole conversation so far

  @portfolio @system @req.PER-9
  Scenario: [5] Everything adds up in the end
    Given a fresh server "little memory"
    When 20 agents each read 250 tokens
    Then the server's own count of its caches finds no problem

  @slow @system @req.PER-9
  Scenario: [6] What other models' caches take has its limit, too, and the longest unused go
    Given a fresh server "little disk"
    When 10 agents each read 250 tokens
    And Olive swaps to "assay-sliding"
    And 10 agents each read 250 tokens
    And Olive swaps to "assay-hybrid"
    And 10 agents each read 250 tokens
    And the server is stopped and started again
    Then the caches on disk take at most 12,000,000 bytes

  @system @req.PER-9 @req.ISO-9
  Scenario: [7] What is free, used and shared makes the budgets
    Given a fresh server "little disk"
    And Ada has completed a prompt of 300 tokens
    When Ben sends the request that Ada sent
    And Ada's turns are saved
    And Ben's turns are saved
    Then free, used and shared bytes make 4,000,000 in memory and 6,000,000 on disk
    And some of them are shared in memory and on disk, and the files take what is used and shared
