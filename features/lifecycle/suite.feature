Feature: The suite itself leaves nothing behind
  A suite that starts servers has to end them, also when it is interrupted itself: by Ctrl+C, or by the
  SIGTERM of a machine that shuts down. A server left running would hold memory and disturb the next run.

  @system @req.SRV-2
  Scenario Outline: [1] Interrupted with <signal>, the suite ends its server: <command>
    When a suite run by "<command>" that has started a server is sent <signal>
    Then that suite ends, and says that it was not passed
    And no process that it started is left, and no port and no folder of its server

    Examples:
      | signal  | command     |
      | SIGINT  | behave      |
      | SIGTERM | assay check |

    @slow
    Examples: the others, by `assay check --tags=@slow`
      | signal  | command     |
      | SIGTERM | behave      |
      | SIGINT  | assay check |
