Feature: A server lives through a long day
  Every fault has a scenario of its own; real days have them all at once, in an order that nobody thought of. Agents come
  and go while the model is swapped, engines die, the server is restarted, files are damaged and every budget is too
  small. Who was told something must still know it afterwards, and the server must be what it was.

  # behave --tags=@soak -D soak_seconds=600 -D soak_seed=7
  @soak @slow @alone @system @req.PER-5 @req.PER-6 @req.PER-9 @req.SWP-2 @req.SWP-7 @req.SRV-3 @req.ISO-3
  Scenario: [1] Whatever happens, nothing that an agent was told is lost, and nothing is left over
    Given a fresh server "little of everything"
    When agents come, ask and go, while at random whatever can happen to a server happens
    Then nobody was answered wrong, with something of somebody else's, or not at all
    And whoever asked again after a turn was saved went on from it, and somebody did
    And everything that can happen has happened
    And the server's own count of its caches finds no problem
    And the server holds no more than after its last start
    And the server's memory has grown by less than 5 percent since
    And the most that its engines held has grown by less than 50 percent since
