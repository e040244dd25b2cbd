Feature: A saved conversation loads faster than it is computed
  Saving pays only if loading is quick: an agent with a long conversation that comes back after a restart
  should be answered at once, and not after the whole conversation has been computed again.

  @alone @system @req.PER-3
  Scenario: [1] A saved conversation is loaded in half a second and ten times faster than computed
    Given a server "no memory"
    And Ada has a conversation of at least 2,000 tokens
    And Ada's turns are on disk
    When Ada's next answer is timed from disk and from nothing, 5 times in turn
    Then from disk it took less than 500 ms
    And from nothing it took at least 10 times as long
