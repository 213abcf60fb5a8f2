// Events of actors as a column: what is put in comes out in its order, whichever way ids go; damage gives what stands before it.
#include <QtTest>

#include "store/actor_event_codec.h"

using namespace sillage;

class ActorEventCodecTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatGoesInComesOut() {
        const std::vector<ActorEvent> events = {{7, 0, Action::Login, false}, {9'000'000'000, 3, Action::Access, true},
                                                {1, UINT32_MAX, Action::Logout, false}, {1, 2, static_cast<Action>(UINT8_MAX), true}};
        std::vector<ActorEvent> found;
        decodeActorEvents(encodeActorEvents(events), found);
        QCOMPARE(found == events, true);
        QVERIFY(encodeActorEvents({}).empty());
    }
    void damageEndsIt() {
        const std::vector<ActorEvent> events = {{7, 1, Action::Login, false}, {8, 1, Action::Access, false}};
        const std::string whole = encodeActorEvents(events);
        for (std::size_t cut = 0; cut < whole.size(); ++cut) {
            std::vector<ActorEvent> found;
            decodeActorEvents(whole.substr(0, cut), found);
            QVERIFY(found.size() < events.size());
            if (!found.empty()) QVERIFY(found.front() == events.front());
        }
        std::vector<ActorEvent> found;
        decodeActorEvents("\x02\xff\xff\xff\xff\x7f\x01", found);  // a row beyond what rows can be
        QVERIFY(found.empty());
    }
};

QTEST_GUILESS_MAIN(ActorEventCodecTest)
#include "tst_actor_event_codec.moc"
