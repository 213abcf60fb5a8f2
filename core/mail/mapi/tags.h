// Property ids ([MS-OXPROPS] section 2), types ([MS-OXCDATA] 2.11.1) and property sets ([MS-OXPROPS] 1.3.2) that the
// program itself asks for; names of the many others are in property_names.h.
#pragma once

#include <cstdint>

#include "mail/mapi/item.h"

namespace sillage::mapi {

namespace type {
inline constexpr std::uint16_t kInteger16 = 0x0002, kInteger32 = 0x0003, kFloating32 = 0x0004, kFloating64 = 0x0005,
                               kCurrency = 0x0006, kFloatingTime = 0x0007, kErrorCode = 0x000a, kBoolean = 0x000b,
                               kObject = 0x000d, kInteger64 = 0x0014, kString8 = 0x001e, kString = 0x001f,
                               kTime = 0x0040, kGuid = 0x0048, kServerId = 0x00fb, kBinary = 0x0102;
inline constexpr std::uint16_t kMultiple = 0x1000;
}  // namespace type

namespace tag {
inline constexpr std::uint16_t
    kImportance = 0x0017, kMessageClass = 0x001a, kPriority = 0x0026, kSensitivity = 0x0036, kSubject = 0x0037,
    kClientSubmitTime = 0x0039, kSubjectPrefix = 0x003d, kReceivedByName = 0x0040,
    kSentRepresentingName = 0x0042, kReplyRecipientNames = 0x0050, kStartDate = 0x0060, kEndDate = 0x0061,
    kSentRepresentingAddressType = 0x0064, kSentRepresentingEmail = 0x0065, kConversationTopic = 0x0070,
    kReceivedByEmail = 0x0076, kTransportHeaders = 0x007d, kRecipientType = 0x0c15, kSenderName = 0x0c1a,
    kSenderAddressType = 0x0c1e, kSenderEmail = 0x0c1f, kDisplayBcc = 0x0e02, kDisplayCc = 0x0e03,
    kDisplayTo = 0x0e04, kMessageDeliveryTime = 0x0e06, kMessageFlags = 0x0e07, kNormalizedSubject = 0x0e1d,
    kAttachSize = 0x0e20, kAttachNumber = 0x0e21, kEntryId = 0x0fff, kBody = 0x1000, kReportText = 0x1001, kRtfCompressed = 0x1009,
    kHtml = 0x1013, kNativeBody = 0x1016, kInternetMessageId = 0x1035, kInternetReferences = 0x1039,
    kInReplyTo = 0x1042, kLastVerb = 0x1081, kFlagStatus = 0x1090, kDisplayName = 0x3001, kAddressType = 0x3002,
    kEmailAddress = 0x3003, kCreationTime = 0x3007, kLastModificationTime = 0x3008, kStoreSupportMask = 0x340d,
    kAttachData = 0x3701, kAttachExtension = 0x3703, kAttachFilename = 0x3704, kAttachMethod = 0x3705,
    kAttachLongFilename = 0x3707, kAttachPathname = 0x3708, kAttachLongPathname = 0x370d, kAttachMimeTag = 0x370e,
    kAttachContentId = 0x3712, kAttachContentLocation = 0x3713, kAttachFlags = 0x3714, kSmtpAddress = 0x39fe,
    kInternetCodePage = 0x3fde, kMessageLocale = 0x3ff1, kMessageCodePage = 0x3ffd, kSenderSmtp = 0x5d01,
    kSentRepresentingSmtp = 0x5d02, kSourceKey = 0x65e0, kChangeKey = 0x65e2, kAttachmentHidden = 0x7ffe;
}  // namespace tag

/// xxxxxxxx-xxxx-… of PSETID_… names, with the last twelve octets that most share.
constexpr Guid oleGuid(std::uint32_t first) {
    return {static_cast<unsigned char>(first),       static_cast<unsigned char>(first >> 8),
            static_cast<unsigned char>(first >> 16), static_cast<unsigned char>(first >> 24),
            0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46};
}
inline constexpr Guid kPublicStrings = oleGuid(0x00020329), kInternetHeaders = oleGuid(0x00020386),
                      kCommon = oleGuid(0x00062008), kAppointment = oleGuid(0x00062002), kTask = oleGuid(0x00062003),
                      kAddress = oleGuid(0x00062004), kLog = oleGuid(0x0006200a), kNote = oleGuid(0x0006200e),
                      kMapiSet = oleGuid(0x00020328), kSharing = oleGuid(0x00062040), kPostRss = oleGuid(0x00062041);
inline constexpr Guid kMeeting = {0x90, 0xda, 0xd8, 0x6e, 0x0b, 0x45, 0x1b, 0x10,
                                  0x98, 0xda, 0x00, 0xaa, 0x00, 0x3f, 0x13, 0x05};

// One value of a property, by the property's type (a multi-valued one's type counts for each of its values).
/// UTF-8; "" unless a string type.
std::string textOf(const Property& property, std::string_view value, int codePage);
/// Of any integer, boolean or time type.
std::optional<std::int64_t> numberOf(const Property& property, std::string_view value);
/// FILETIME as microseconds UTC; nullopt where it stands for "none".
std::optional<std::int64_t> timeOf(std::string_view value);

}  // namespace sillage::mapi
