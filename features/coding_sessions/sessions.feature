Feature: Coding sessions work side by side
  Coding tools send long instructions with every request, put reminders near the head, call tools, ask small things
  beside the conversation, hang up, and send again. Several of them share one server, and each must be answered
  as if it were alone: an answer from another's session would edit the wrong files.

  @system @req.ISO-1 @req.ISO-3 @req.ISO-4 @req.WIR-2
  Scenario: [1] Five sessions at the same moment are answered as if each were alone
    Given a server
    And coding sessions that begin with the same 600 tokens of instructions, and are told:
      | agent | access code |
      | Ada   | 7319-KITE   |
      | Ben   | 4402-FERN   |
      | Cleo  | 8856-DUSK   |
      | Dan   | 1297-MOSS   |
      | Emma  | 6034-LARK   |
    When all of the sessions work at the same moment
    Then each of their answers is what a server that never met the others gives
    And no session's answer holds what another was told
    And the server's own count of its caches finds no problem
