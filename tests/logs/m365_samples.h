// Records of the unified audit log in the shapes exports have, for the tests of its readers.
#pragma once

#include <QJsonArray>
#include <QJsonDocument>
#include <QtTest>

#include "logs/cloud/audit_event.h"
#include "logs/cloud/json_repair.h"
#include "logs/cloud/cloud_text.h"
#include "m365_collect.h"

using namespace sillage;

const std::string kId = "0f0e0d0c-0b0a-4908-8706-050403020100";
const std::string kKey = kId + ":mailitemsaccessed:1765491243";  // 2025-12-11T22:14:03Z

// The opening members of a record; the rest is appended, then the brace.
inline std::string record(const std::string& operation, const std::string& rest, const std::string& id = kId,
                   int type = 50) {
    return R"({"CreationTime":"2025-12-11T22:14:03","Id":")" + id + R"(","Operation":")" + operation +
           R"(","OrganizationId":"o","RecordType":)" + std::to_string(type) +
           R"(,"ResultStatus":"Succeeded","UserKey":"K","UserType":0,"Workload":"Exchange","UserId":"Anna@example.org")" +
           rest + "}";
}

const std::string kBindRest =
    R"(,"ClientIPAddress":"198.51.100.7","ClientInfoString":"Client=OWA;Firefox","MailboxOwnerUPN":"box@example.org",)"
    R"("SessionId":"s-1","OperationProperties":[{"Name":"MailAccessType","Value":"Bind"},{"Name":"IsThrottled","Value":"False"}],)"
    R"("Folders":[{"FolderItems":[{"InternetMessageId":"<a@x>","SizeInBytes":100,"Id":"I1"},{"InternetMessageId":"b@x"}],"Id":"F1","Path":"\\Inbox"},)"
    R"({"FolderItems":[{"InternetMessageId":"<c@x>"}],"Path":"Boite de reception\\Sous"}],"OperationCount":3)";

inline std::string bind(const std::string& id = kId) {
    return record("MailItemsAccessed", kBindRest, id);
}

inline std::string quoted(std::string cell) {
    std::string out = "\"";
    for (const char c : cell) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + '"';
}

inline std::string utf16le(const std::string& ascii) {
    std::string out("\xFF\xFE", 2);
    for (const char c : ascii) (out += c) += '\0';
    return out;
}

inline Collect readText(const Format& format, std::string_view text) {
    MemorySource source(text);
    return readWhole(format, source);
}

inline Collect readJson(std::string_view text) {
    return readText(kM365AuditJsonFormat, text);
}
inline Collect readCsv(std::string_view text) {
    return readText(kM365AuditCsvFormat, text);
}

inline std::string f(const Event& e, std::string_view name) {
    return std::string(e.field(name));
}

inline void isTheBind(const Collect& sink) {
    QCOMPARE(sink.events.size(), 3u);
    QVERIFY(sink.reconciles());
    const Event& e = sink.events[0];
    QCOMPARE(e.action, Action::Access);
    QCOMPARE(e.outcome, Outcome::Success);
    QCOMPARE(e.protocol, std::string("m365"));
    QCOMPARE(e.account, std::string("Anna@example.org"));
    QCOMPARE(e.mailbox, std::string("box@example.org"));
    QCOMPARE(e.clientIp, std::string("198.51.100.7"));
    QCOMPARE(e.userAgent, std::string("Client=OWA;Firefox"));
    QCOMPARE(e.session, std::string("s-1"));
    QCOMPARE(e.recordKey, kKey);
    QCOMPARE(e.rawTime, std::string("2025-12-11T22:14:03"));
    QCOMPARE(e.time.zoneMinutes, 0);
    QCOMPARE(f(e, "operation"), std::string("MailItemsAccessed"));
    QCOMPARE(f(e, "mail_access_type"), std::string("Bind"));
    QCOMPARE(f(e, "is_throttled"), std::string("False"));
    QCOMPARE(f(e, "operation_count"), std::string("3"));
    QCOMPARE(f(e, "size"), std::string("100"));
    QCOMPARE(f(e, "item_id"), std::string("I1"));
    const char* ids[] = {"<a@x>", "b@x", "<c@x>"};
    const char* folders[] = {"INBOX", "INBOX", "Boite de reception/Sous"};
    for (std::uint32_t i = 0; i < 3; ++i) {
        QCOMPARE(sink.events[i].item, i);
        QCOMPARE(sink.events[i].messageId, std::string(ids[i]));
        QCOMPARE(sink.events[i].folder, std::string(folders[i]));
        QCOMPARE(sink.events[i].offset, e.offset);
    }
    QVERIFY(f(sink.events[1], "size").empty());
}
