Feature: The bundled model remembers what it was told
  The promises about agents are shown with a small model that can be asked. If one agent's cache leaked into
  another's, or a restored one were off by a token, it would say the wrong thing. For that it must, when all is
  well, say the right one: what it was told, as it was told last, and nothing that it was not.

  @smoke @system
  Scenario Outline: [1] It gives back what it was told: <asked>
    Given a server
    And Ada has said "<told>"
    When Ada says "<asked>"
    Then Ada's answer is "<answer>"

    Examples:
      | told                            | asked                          | answer                              |
      | The access code is 7319-KITE.   | What is the access code?       | The access code is 7319-KITE.       |
      | The password is Vx92-qq.        | Tell me the password.          | The password is Vx92-qq.            |
      | My name is Ada.                 | What is my name?               | Your name is Ada.                   |
      | My city is Lisbon.              | Do you remember my city?       | Your city is Lisbon.                |
      | My dog is called Rex.           | What is my dog called?         | Your dog is called Rex.             |
      | I live in Porto.                | Where do I live?               | You live in Porto.                  |
      | Ben's city is Turin.            | What is Ben's city?            | Ben's city is Turin.                |
      | The deadline is 14 March.       | what is the deadline           | The deadline is 14 March.           |

  @system
  Scenario Outline: [2] Of several facts it gives the one that is asked for: <asked>
    Given a server
    And Ada has said "The access code is 5120-PINE."
    And Ada has said "My city is Oslo. The budget is 900."
    When Ada says "<asked>"
    Then Ada's answer is "<answer>"

    Examples:
      | asked                    | answer                        |
      | What is the access code? | The access code is 5120-PINE. |
      | What is my city?         | Your city is Oslo.            |
      | What is the budget?      | The budget is 900.            |

  @system
  Scenario Outline: [3] What was corrected later counts: <corrected>
    Given a server
    And Ada has said "The port is 4711."
    And Ada has said "<corrected>"
    When Ada says "What is the port?"
    Then Ada's answer is "The port is 8080."

    Examples:
      | corrected                     |
      | The port is 8080.             |
      | The port is now 8080.         |
      | Correction: the port is 8080. |
      | Actually, the port is 8080.   |

  @system
  Scenario Outline: [4] What it was not told, it does not know: <asked>
    Given a server
    And Ada has said "<told>"
    When Ada says "<asked>"
    Then Ada's answer is "I was not told."

    Examples:
      | told                          | asked                    |
      | Hello.                        | What is the access code? |
      | The access code is 7319-KITE. | What is the password?    |
      | My city is Lisbon.            | What is my name?         |
      | Ben's city is Turin.          | What is Cleo's city?     |

  @system
  Scenario: [5] It remembers over a long conversation
    Given a server
    And Ada was told that the access code is "7319-KITE"
    When Ada says ten things in turn
    And Ada says "What is the access code?"
    Then Ada's answer is "The access code is 7319-KITE."
