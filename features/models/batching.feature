Feature: A model that can't be computed in batches is served one request at a time
  Answering many at once is quick, and with some kinds of models it is wrong: mlx-lm mixes up the state of
  prompts of different lengths. Such a model is recognised when it is loaded. It is slower then, not wrong.

  @system @req.ISO-1
  Scenario: [1] Five agents at once get the answers that each would get alone
    Given a server "a state-space model"
    And each agent was told its own access code:
      | agent | access code |
      | Ada   | 7319-KITE   |
      | Ben   | 4402-FERN   |
      | Cleo  | 8856-DUSK   |
      | Dan   | 1297-MOSS   |
      | Emma  | 6034-LARK   |
    When all of them ask for the access code at the same moment
    Then each answer is what a server that never met the others gives
    And the log warns that "served one request at a time"
