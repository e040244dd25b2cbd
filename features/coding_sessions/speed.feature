Feature: Five coding sessions take little more than one
  Coding tools send the same long instructions with every session. Whoever opens the second one should wait for what is
  new in it, and the machine should have room for the fifth.

  @alone @system @req.ISO-5 @req.ISO-9
  Scenario: [1] The second to fifth session begin sooner than the first, and take little room beside it
    Given a fresh server
    And coding sessions that begin with the same 2,400 tokens of instructions, and are told:
      | agent | access code |
      | Ada   | 2268-REED   |
      | Ben   | 9914-COAL   |
      | Cleo  | 5570-WREN   |
      | Dan   | 3081-SILK   |
      | Emma  | 7745-OPAL   |
    When the sessions begin one after another, and the caches are weighed after the first and after the last
    Then the second to fifth each reused at least 2,304 tokens of the instructions
    And the first token of each of the second to fifth took at most 0.7 times as long as the first's
    And in memory, all of them take at most 1.5 times what Ada takes alone
    And in files, all of them take at most 1.5 times what Ada takes alone

  @alone @system @req.ISO-5 @req.ISO-1
  Scenario: [2] Nobody waits long for a first token while five sessions work
    Given a fresh server whose BLAS is made for speed
    And coding sessions that begin with the same 600 tokens of instructions, and are told:
      | agent | access code |
      | Ada   | 6150-KITE   |
      | Ben   | 7781-FERN   |
      | Cleo  | 2093-DUSK   |
      | Dan   | 4406-MOSS   |
      | Emma  | 8312-LARK   |
    When all of the sessions work at the same moment
    Then 95 % of the first tokens came within 2 seconds

  @alone @system @req.ISO-5
  Scenario: [3] Nor does the first of them, which reads long instructions for all
    Given a fresh server whose BLAS is made for speed
    And coding sessions that begin with the same 2,400 tokens of instructions, and are told:
      | agent | access code |
      | Ada   | 3365-REED   |
      | Ben   | 8120-COAL   |
      | Cleo  | 4937-WREN   |
      | Dan   | 7052-SILK   |
      | Emma  | 1689-OPAL   |
    When the sessions begin one after another, and the caches are weighed after the first and after the last
    Then 95 % of the first tokens came within 2 seconds
