Feature: Keys come and go while the server runs, and nobody can read them anywhere
  A key that has leaked has to be useless at once, and a restart would cut everybody else off. And the place where
  keys are kept must not be where they leak: the file holds only their hashes, and whose they are. A key's name stays
  when the key is changed, and with it the agents of whoever has it.

  @system @req.SEC-7 @req.SEC-1
  Scenario: [1] Hashed keys open what their roles allow
    Given a server "keys in a file"
    When Ada tries every documented endpoint
    Then those that are the operator's refused her with 403, and there is at least one
    When Olive tries every documented endpoint
    Then no endpoint refused her for want of rights
    And the keys file holds nobody's key

  @system @req.SEC-7 @req.SEC-1
  Scenario Outline: [2] A key that is nobody's opens nothing: <what>
    Given a server "keys in a file"
    When Cleo tries every documented endpoint with <headers>
    Then only "GET /health/live" let her in

    Examples:
      | what                       | headers                                      |
      | the beginning of Ada's     | {"Authorization": "Bearer ada-7f3c91d2e"}    |
      | the hash of Ada's          | {"x-api-key": "52397ae6e63859bb836293b38e20423c2750ee64163df5c4be5400d8d9be8450"} |
      | Ada's name                 | {"x-api-key": "Ada"}                         |

  @system @req.SEC-7 @req.ISO-6
  Scenario: [3] A new key in an old one's place: both are good, then only the new one
    Given a fresh server "keys in a file"
    And Ada calls her agent "planner"
    And Ada was told that the access code is "7319-KITE"
    When Olive makes a new key for Ada
    Then Ada is let in with either key
    When Olive takes Ada's old key away
    Then Ada's old key is refused
    And the new one finds her agent "planner"

  @system @req.SEC-7
  Scenario: [4] Who is taken out of the file is out, and others notice nothing
    Given a fresh server "keys in a file"
    And Mallory has said "Hello."
    When Ada starts an answer of 200 tokens
    And Mallory is taken out of the keys file
    Then Mallory's key is refused
    When Ada reads to the end
    Then Ada's stream ended well, with 200 tokens of text

  @system @req.SEC-7
  Scenario: [5] A file that is spoiled while the server runs changes nothing, and is told
    Given a fresh server "keys in a file"
    Then Ada is let in, and Cleo is not, while the keys file is in turn:
      | how                |
      | emptied            |
      | cut in half        |
      | missing            |
      | readable by others |
      | a folder           |
    And the log tells of "keys_not_read" 5 times

  @system @req.SEC-7
  Scenario: [6] A file without a key lets nobody in
    Given a fresh server "keys in a file"
    When everybody is taken out of the keys file
    Then Ada's key is refused
    When Cleo asks for "/v1/models"
    Then she is told that a key is needed

  @system @req.SEC-7
  Scenario Outline: [7] A server does not start with a keys file that is <how>
    When Olive tries to start a server whose keys file is <how>
    Then it ends with exit code 1
    And it says "<words>" on stderr

    Examples:
      | how                | words           |
      | readable by others | chmod 600       |
      | missing            | can't be read   |
      | cut in half        | is no keys file |

  @system @req.SEC-7
  Scenario: [8] The file is made and listed by a command, which shows a key once and its hash never
    When Olive runs "assay keys add ada --requests-per-minute 60" on a keys file of her own
    And Olive runs "assay keys add ada --json" on a keys file of her own
    Then stdout is one envelope of "keys add" that says "ok"
    When Olive runs "assay keys list --json" on a keys file of her own
    Then stdout is one envelope of "keys list" that says "ok"
    And it lists two keys of "ada", with 60 requests a minute each
    And nobody else can read the keys file

  @system @req.SEC-7
  Scenario: [9] Keys that are made at the same moment are all there
    When Olive makes keys for 8 people at the same moment, in a keys file of her own
    Then each of them has a key in it
