Feature: A server that is told to stop ends in order
  Servers are stopped all the time: for an upgrade, by a supervisor, with Ctrl+C. People in the middle of an
  answer get it to its end or are told that they will not; what the agents know is on disk before the last
  process leaves; and nothing stays behind: no process, no port, no file.

  @smoke @system @req.SRV-2
  Scenario: [1] A stopped server leaves nothing behind
    Given a fresh server
    And Ada was told that the access code is "7319-KITE"
    When Olive sends the server SIGTERM
    Then it ends with exit code 0
    And nothing of the server is left

  @system @req.SRV-2
  Scenario Outline: [2] A running answer is finished first: <signal>
    Given a fresh server
    When Ada starts an answer of 300 tokens
    And Ada has read 5 pieces of it
    And Olive sends the server <signal>
    And Ada reads to the end
    Then Ada's stream ended well, with 300 tokens of text
    And Ada's answer is what a server that never met the others gives
    And it ends with exit code <code>

    Examples:
      | signal  | code |
      | SIGTERM | 0    |
      | SIGINT  | 130  |

  @system @req.SRV-2
  Scenario: [3] An answer that outlasts the grace period is handed back
    Given a fresh server "short grace"
    When Ada starts an answer of 3,900 tokens
    And Ada has read 5 pieces of it
    And Olive sends the server SIGTERM
    And Ada reads to the end
    Then Ada's stream ended with an error event and no [DONE]
    And it ends with exit code 0

  @system @req.SRV-2 @req.PER-2
  Scenario: [4] A stopped server has saved what its agents know
    Given a fresh server
    And Ada was told that the access code is "7319-KITE"
    When the server is stopped and started again
    And Ada asks for the access code
    Then Ada's answer reused tokens from disk
    And Ada's answer reused the whole conversation so far
    And Ada's answer is what a server that never met the others gives

  @system @req.SRV-2
  Scenario: [5] A server that is killed leaves no engine behind
    Given a fresh server
    When the server alone is killed
    Then no process of it is left
