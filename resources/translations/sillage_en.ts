<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
    <context>
        <name>sillage::ui::ActorsView</name>
        <message numerus="yes">
            <source>%n indicator(s) added, touches computed again. Written to custody.</source>
            <translation>
                <numerusform>%n indicator added, touches computed again. Written to custody.</numerusform>
                <numerusform>%n indicators added, touches computed again. Written to custody.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>sillage::ui::AttributeDialog</name>
        <message numerus="yes">
            <source>%n session(s) selected</source>
            <translation>
                <numerusform>%n session selected</numerusform>
                <numerusform>%n sessions selected</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>sillage::ui::EvidenceView</name>
        <message numerus="yes">
            <source>%n source(s) changed since import.</source>
            <translation>
                <numerusform>%n source changed since import.</numerusform>
                <numerusform>%n sources changed since import.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>sillage::ui::ImportDialog</name>
        <message numerus="yes">
            <source>%n source(s), </source>
            <translation>
                <numerusform>%n source, </numerusform>
                <numerusform>%n sources, </numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>, %n that nothing reads (listed as skipped)</source>
            <translation>
                <numerusform>, %n that nothing reads (listed as skipped)</numerusform>
                <numerusform>, %n that nothing reads (listed as skipped)</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>sillage::ui::MessagePane</name>
        <message numerus="yes">
            <source>%n remote reference(s) removed; nothing was loaded.</source>
            <translation>
                <numerusform>%n remote reference removed; nothing was loaded.</numerusform>
                <numerusform>%n remote references removed; nothing was loaded.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n attachment(s): </source>
            <translation>
                <numerusform>%n attachment: </numerusform>
                <numerusform>%n attachments: </numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>and %n more touch(es), in Files</source>
            <translation>
                <numerusform>and %n more touch, in Files</numerusform>
                <numerusform>and %n more touches, in Files</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>sillage::ui::SearchView</name>
        <message numerus="yes">
            <source>%n passage(s) found</source>
            <translation>
                <numerusform>%n passage found</numerusform>
                <numerusform>%n passages found</numerusform>
            </translation>
        </message>
    </context>
</TS>