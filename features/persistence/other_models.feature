Feature: A cache belongs to the model that made it
  The numbers in a cache mean something to one model only: the same weights, tokenizer, template and
  precision. Another model of the same shape would take them and answer nonsense with confidence. So
  a cache carries its model's fingerprint, is refused by every other, and waits for its own to return.

  # The prompt is one of token ids: a change of template or tokenizer must not be told from the tokens alone.
  @portfolio @system @req.PER-4
  Scenario Outline: [1] A cache made before a change of the <part> is not used
    Given a fresh server
    And Ada has completed a prompt of 400 tokens
    When the server is stopped and started again as "another <part>"
    And Ada completes that prompt to the letter
    Then Ada's answer reused no tokens
    And Ada's answer is what a server that never met the others gives

    Examples:
      | part      |
      | template  |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | part      |
      | weights   |
      | precision |
      | tokenizer |

  @portfolio @system @req.PER-4
  Scenario: [2] A cache waits for its model to return
    Given a fresh server
    And Ada was told that the access code is "7319-KITE"
    When the server is stopped and started again as "another template"
    And the server is stopped and started again as "one small model"
    And Ada asks for the access code
    Then Ada's answer reused the whole conversation so far
    And Ada's answer is what a server that never met the others gives

  @portfolio @system @req.PER-4 @req.PER-5
  Scenario: [3] One model's files in another's place are not used
    Given a fresh server
    And Ada was told that the access code is "7319-KITE"
    When the server is stopped and started again as "another template"
    And Ada sends the same request again
    And the files of both models are exchanged while the server is stopped
    And Ada asks for the access code
    Then Ada's answer reused no tokens
    And Ada's answer is what a server that never met the others gives
    And the quarantine gives the reason "fingerprint"

  @slow @portfolio @system @req.PER-4 @req.PER-5
  Scenario: [4] Nor is one model's block in the place of another's
    Given a fresh server
    And Ada was told that the access code is "7319-KITE"
    When the server is stopped and started again as "another template"
    And Ada sends the same request again
    And the blocks of both models are exchanged while the server is stopped
    And Ada asks for the access code
    Then Ada's answer is what a server that never met the others gives
    And the quarantine gives the reason "fingerprint"

  @system @req.PER-4 @req.PER-5
  Scenario: [5] Whoever counts the caches finds what is wrong with another model's, too
    Given a fresh server
    And Ada was told that the access code is "7319-KITE"
    When the server is stopped and started again as "another template"
    Then the server's own count of its caches finds no problem
    When Ada's last block is there twice
    Then the server's own count of its caches names "None by its manifest"
    When Ada's first block is missing
    Then the server's own count of its caches names "None bytes on disk"

  @system @req.PER-4 @req.PER-6
  Scenario: [6] What a crash left among another model's caches goes when a server opens the home, and nothing else does
    Given a fresh server
    And Ada was told that the access code is "7319-KITE"
    When the server is stopped and started again as "another template"
    And Ada's last block is there twice
    And the server is stopped and started again
    Then the server's own count of its caches finds no problem
    When the server is stopped and started again as "one small model"
    And Ada asks for the access code
    Then Ada's answer reused the whole conversation so far
