Feature: Without keys, only this machine is served
  A server without keys trusts whoever reaches it, so nobody but this machine may. That includes web pages: a page
  in this machine's browser can give a name of its own the address 127.0.0.1 and send requests there. They arrive
  from this machine, but under that name, and by that they are known.

  @system @req.SEC-2
  Scenario Outline: [1] A request under a stranger's name is turned away: <host>
    Given a server
    When Mallory sends a chat to the host "<host>"
    Then the last answer was 421

    Examples:
      | host                     |
      | evil.example             |
      | evil.example:8000        |
      | localhost.evil.example   |
      | 127.0.0.1.evil.example   |

  @system @req.SEC-2
  Scenario Outline: [2] This machine's own names are known: <host>
    Given a server
    When Ada sends a chat to the host "<host>"
    Then the last answer was 200

    Examples:
      | host           |
      | localhost      |
      | localhost:8000 |
      | 127.0.0.1      |
      | [::1]:8000     |

  @system @req.SEC-2 @req.SEC-1
  Scenario: [3] With keys, a public address is served, to those who have one
    Given a fresh server "public with keys"
    When Cleo tries every documented endpoint
    Then only "GET /health/live" let her in
    And it listens on every address
