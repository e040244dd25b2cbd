Feature: What several agents begin with is computed once
  The instructions that a tool sends with every request are long, and the same for all who use it. Within a tenant
  they are read and kept once, in whole blocks of 256 tokens; between tenants nothing is. What is shared must stay
  right when one of those who share it is deleted, or a file of it is damaged.

  @beginnings @portfolio @stateful @req.ISO-9 @req.PER-7
  Scenario Outline: [1] A newcomer reuses whole blocks of the beginning in common: <what>
    Given a server
    And Ada has completed a prompt of 1,000 tokens
    When Ben completes Ada's prompt <change>
    Then Ben's answer reused <reused>
    And Ben's answer is what a server that never met the others gives
    And Ben's agent shares <shared> with others

    Examples:
      | what                      | change                              | reused     | shared       |
      | going on elsewhere        | and 30 tokens more                  | 768 tokens | 768 tokens   |
      | parting in the last block | with another token in place 1000    | 768 tokens | 768 tokens   |
      | parting at once           | with another token in place 1       | no tokens  | no tokens    |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | what                      | change                              | reused     | shared       |
      | the very same             | to the letter                       | 768 tokens | 1,064 tokens |
      | parting after one block   | with another token in place 257     | 256 tokens | 256 tokens   |
      | parting just before       | with another token in place 256     | no tokens  | no tokens    |

  @beginnings @portfolio @system @req.ISO-9 @req.ISO-6 @req.ISO-3
  Scenario: [2] Another tenant reuses nothing, however much is the same
    Given a server "keys"
    And Ada has completed a prompt of 1,000 tokens
    When Mallory sends the request that Ada sent
    Then Mallory's answer reused no tokens
    And Mallory's answer is what a server that never met the others gives
    And Mallory's agent shares 0 tokens with others

  @stateful @req.ISO-3
  Scenario: [3] Who gives no name reuses nothing
    Given a server
    And Ada has completed a prompt of 1,000 tokens
    And Mallory speaks in no agent's name
    When Mallory sends the request that Ada sent
    Then Mallory's answer reused no tokens

  @beginnings @portfolio @system @req.ISO-9 @req.PER-2
  Scenario: [4] After a restart a newcomer reuses what the others saved
    Given a fresh server
    And Ada has completed a prompt of 1,000 tokens
    When the server is stopped and started again
    And Ben sends the request that Ada sent
    Then Ben's answer reused 768 tokens
    And Ben's answer reused tokens from disk
    And Ben's answer is what a server that never met the others gives

  @beginnings @portfolio @system @req.ISO-9
  Scenario: [5] What five agents have in common takes its place once
    Given a fresh server
    And Ada has completed a prompt of 2,048 tokens
    When the others send the request that Ada sent, and the caches are weighed before and after
    Then in memory, all of them take at most 1.5 times what Ada takes alone
    And in files, all of them take at most 1.5 times what Ada takes alone
    And the server's own count of its caches finds no problem

  @beginnings @portfolio @system @req.ISO-9 @req.ISO-7
  Scenario Outline: [6] Deleting one of those who share leaves the others warm, <where>
    Given a fresh server
    And Ada has completed a prompt of 1,000 tokens
    And Ada's turns are on disk
    When Ben sends the request that Ada sent
    And Ben's turns are saved
    And Ada's agent is deleted
    And <then>
    And Ben sends the same request again
    Then Ben's answer reused 999 tokens
    And the server's own count of its caches finds no problem

    Examples:
      | where     | then                                    |
      | on disk   | the server is stopped and started again |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | where     | then                                    |
      | in memory | Ben's turns are saved                   |

  @beginnings @portfolio @system @req.ISO-9 @req.PER-5
  Scenario: [7] A damaged file reaches nobody's answer, whoever wrote it
    Given a server "no memory"
    And Ada has completed a prompt of 1,000 tokens
    And Ada's turns are on disk
    When Ben sends the request that Ada sent
    And Ben's turns are saved
    And Ben's first block is changed in one bit
    And Ben sends the same request again
    And Ada sends the same request again
    Then Ben's answer is what a server that never met the others gives
    And Ada's answer is what a server that never met the others gives

  @beginnings @portfolio @system @req.ISO-9 @req.ISO-4
  Scenario: [8] Those who come at the same moment wait for what one of them reads
    Given a fresh server
    When all of them complete the same prompt of 2,000 tokens at the same moment
    Then the server read at most 2,900 tokens in all
    And each answer is what a server that never met the others gives
    And the server's own count of its caches finds no problem

  @system @req.ISO-9 @req.ISO-8
  Scenario: [9] Who waits for another's reading goes on when that one hangs up
    Given a fresh server "small prefill steps"
    When Ada starts an answer to a prompt of 1,500 tokens
    And Ada has seen the prefill begin
    And Ben sends the same prompt of 1,500 tokens and has to wait
    And Ada hangs up
    And Ben gets his answer
    Then Ben's answer is what a server that never met the others gives

  @beginnings @portfolio @system @req.ISO-9 @req.PER-5
  Scenario: [10] A damaged file in common is set aside, and computed anew
    Given a server "no memory"
    And Ada has completed a prompt of 1,000 tokens
    And Ada's turns are on disk
    When Ben sends the request that Ada sent
    And Ben's turns are saved
    And Ben's first block is changed in one bit
    And Ben sends the same request again
    Then Ben's answer reused no tokens
    And the quarantine gives the reason "checksum"
