Feature: A server outlives its disk
  Disks fill up, are mounted read-only by a kernel that no longer trusts them, and are tidied by people who did not know.
  None of that is a reason to refuse an answer. What cannot be saved is kept in memory and saved as soon as it can be,
  by itself; until then the server says so, where somebody looks: a loss that nobody was told of is found too late.

  @system @req.PER-1 @req.SRV-3
  Scenario Outline: [1] Answers go on, from what was saved before too, and the server says that it can't save: <trouble>
    Given <server>
    And Ada was told that the access code is "7319-KITE"
    And Ada's turns are on disk
    When the disk <trouble>
    And Ben says "Hello."
    And Ada asks for the access code
    And the server warns that caches are not saved: "<reason>"
    Then Ben's answer is what a server that never met the others gives
    And Ada's answer reused the whole conversation so far
    And it is said in the metrics and in the log that caches are not saved

    Examples:
      | server                         | trouble                    | reason                  |
      | a fresh server on a small disk | is full                    | No space left on device |
      | a fresh server                 | is no longer ours to write | Permission denied       |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | server                         | trouble                    | reason                  |
      | a fresh server                 | is mounted read-only       | Read-only file system   |
      | a fresh server                 | takes no more bytes        | File too large          |
      | a fresh server                 | has a file for a folder    | Not a directory         |

  @system @req.PER-1 @req.SRV-3
  Scenario Outline: [2] Nobody is told that something is saved that is not, and it is saved when it can be: <trouble>
    Given <server>
    And Ada was told that the access code is "7319-KITE"
    And Ada's turns are on disk
    When the disk <trouble>
    And Ben says "Hello."
    Then Ben's turns can't be saved, "<reason>"
    When the server warns that caches are not saved: "<reason>"
    And the disk is well again
    And the server warns of nothing
    Then everything the server keeps of Ben is on disk

    Examples:
      | server                         | trouble                    | reason                  |
      | a fresh server on a small disk | is full                    | No space left on device |
      | a fresh server                 | is no longer ours to write | Permission denied       |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | server                         | trouble                    | reason                  |
      | a fresh server                 | is mounted read-only       | Read-only file system   |
      | a fresh server                 | takes no more bytes        | File too large          |
      | a fresh server                 | has a file for a folder    | Not a directory         |

  @system @req.PER-2 @req.SRV-3
  Scenario: [3] An engine that dies on a full disk is replaced, and what was saved before is there
    Given a fresh server on a small disk
    And Ada was told that the access code is "7319-KITE"
    And Ada's turns are on disk
    When the disk is full
    And the engine is killed
    And the server is ready again
    And Ada asks for the access code
    Then Ada's answer reused tokens from disk
    And Ada's answer is what a server that never met the others gives

  @system @req.PER-2
  Scenario: [4] A server that is stopped while it can't save says whose turns are lost, and loses no others
    Given a fresh server on a small disk
    And Ada was told that the access code is "7319-KITE"
    And Ada's turns are on disk
    When the disk is full
    And Ben says "Hello."
    And the server is stopped
    Then the log says that the caches of 1 agent were not saved
    When the server is started again on a disk that is well
    And Ada asks for the access code
    Then Ada's answer reused tokens from disk

  @system @req.PER-1
  Scenario: [5] A home that can't be a folder is said at the start
    When Olive tries to start a server with its home in "/dev/null/home"
    Then it ends with exit code 1
    And it says "can't be used as Assay's home" on stderr

  @system @req.PER-5
  Scenario Outline: [6] A server that nobody asks looks whether everything is still there: Ada's <file> is <damage>
    Given a fresh server "looks after itself"
    And Ada was told that the access code is "7319-KITE"
    And Ada's turns are on disk
    When Ada's <file> is <damage>
    And Ben says "Hello."
    And the server warns that caches do not add up
    Then the log names "<words>" among what does not add up

    Examples:
      | file       | damage             | words                                |
      | last block | missing            | None bytes on disk                   |
      | manifest   | changed in one bit | the manifest is not as it was saved  |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | file       | damage             | words                                |
      | last block | cut in half        | are expected                         |
      | manifest   | missing            | manifest.json has None bytes on disk |

  @system @req.PER-9 @req.PER-2
  Scenario: [7] A clock that is set back makes no turn an old one, and loses none
    Given a fresh server with a clock of its own
    And Ada was told that the access code is "7319-KITE"
    When its clock is set back by 24 hours, once Ada's turns are on disk
    And Ben says "Hello."
    Then Ben's answer is dated before Ada's
    When the server is stopped and started again
    Then Ben was there after Ada, says the server
    When Ada asks for the access code
    Then Ada's answer reused tokens from disk
    And Ada's answer is what a server that never met the others gives

  @system @req.PER-1 @req.PER-5
  Scenario: [8] What can't be opened for a while is computed anew, and is not taken for damage
    Given a fresh server "no memory"
    And Ada was told that the access code is "7319-KITE"
    And Ada's turns are on disk
    When the disk lets no file be opened
    And Ada asks for the access code
    Then Ada's answer reused no tokens
    When the disk is well again
    And Ada sends the same request again
    Then Ada's answer reused tokens from disk
    And nothing was quarantined
